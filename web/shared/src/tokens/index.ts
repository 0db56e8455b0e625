/** The same colours as tokens.css for code that cannot read CSS variables (component themes, charts). */
export type ThemeName = "light" | "dark";

export interface Palette {
  primary: string;
  primaryHover: string;
  onPrimary: string;
  primarySoft: string;
  primarySoftText: string;
  text: string;
  text2: string;
  text3: string;
  placeholder: string;
  success: string;
  successSoft: string;
  warning: string;
  warningSoft: string;
  error: string;
  errorSoft: string;
  violet: string;
  violetSoft: string;
  layout: string;
  surface: string;
  raised: string;
  hover: string;
  border: string;
  borderStrong: string;
}

export const palettes: Record<ThemeName, Palette> = {
  light: {
    primary: "#1559d6",
    primaryHover: "#0f47ad",
    onPrimary: "#ffffff",
    primarySoft: "#e8f0fe",
    primarySoftText: "#0f47ad",
    text: "#1c2330",
    text2: "#4d5766",
    text3: "#5d6776",
    placeholder: "#667080",
    success: "#12703b",
    successSoft: "#e6f4ec",
    warning: "#8a5200",
    warningSoft: "#fdf3e1",
    error: "#b42323",
    errorSoft: "#fdecec",
    violet: "#5a37c8",
    violetSoft: "#efeafc",
    layout: "#f4f6f9",
    surface: "#ffffff",
    raised: "#ffffff",
    hover: "#f4f6f9",
    border: "#e6e9ee",
    borderStrong: "#cfd5de",
  },
  dark: {
    primary: "#8fb5fa",
    primaryHover: "#b0cbfc",
    onPrimary: "#0d1a33",
    primarySoft: "#1d2c49",
    primarySoftText: "#b0cbfc",
    text: "#e8ecf2",
    text2: "#b9c2cf",
    text3: "#a1abba",
    placeholder: "#98a3b3",
    success: "#77d6a0",
    successSoft: "#14301f",
    warning: "#f0bb67",
    warningSoft: "#372910",
    error: "#ff9d97",
    errorSoft: "#3d1c1d",
    violet: "#bcaaf8",
    violetSoft: "#2a2249",
    layout: "#12161d",
    surface: "#171c25",
    raised: "#1f2632",
    hover: "#283041",
    border: "#2a3240",
    borderStrong: "#3b4658",
  },
};

/** Eight series hues for charts, ordered so that neighbours stay apart for red-green colour blindness. */
export const seriesColours: Record<ThemeName, string[]> = {
  light: ["#1559d6", "#d97706", "#0f8a7e", "#7c4ddb", "#c2410c", "#0e7490", "#9d2d6f", "#5d6776"],
  dark: ["#8fb5fa", "#f0bb67", "#5fd0c3", "#bcaaf8", "#ff9e73", "#67c7e0", "#ee92c3", "#a1abba"],
};

export const fontFamily =
  '"PingFang SC", "HarmonyOS Sans SC", MiSans, "Microsoft YaHei", "Noto Sans CJK SC", system-ui, sans-serif, ' +
  '"Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji"';
