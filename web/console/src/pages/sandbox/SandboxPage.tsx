import { Component as NotFound } from "../NotFoundPage";

export const Component = NotFound;
