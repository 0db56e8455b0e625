/** Where the set-up's state is cached. */
export const SETUP_KEY = ["setup"];
