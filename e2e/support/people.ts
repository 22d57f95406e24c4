export type Person = { name: string; sub: string };
export const AIKO: Person = { name: "Aiko Tanaka", sub: "auth0|local-aiko-tanaka" };
export const BEN: Person = { name: "Ben Carter", sub: "auth0|local-ben-carter" };
/** Has the role `analyst`. */
export const CHIYO: Person = { name: "Chiyo Mori", sub: "auth0|local-chiyo-mori" };
