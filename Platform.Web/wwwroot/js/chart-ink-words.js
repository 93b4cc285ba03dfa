// What the numbers of a drawing say, on both sides: each word is followed by what it needs. A style is a number too: its place in the list of styles.
export const say = { begin: 0, move: 1, line: 2, disc: 3, stroke: 4, fill: 5, rect: 6, clip: 7, strokeStyle: 8, fillStyle: 9, lineWidth: 10, alpha: 11 };
