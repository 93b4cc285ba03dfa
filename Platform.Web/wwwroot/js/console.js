// A console that follows shows its end. Lines of a virtual list come one render later, so it looks again when they are there.
export function toEnd(element) {
  if (!element?.isConnected) return;
  const go = () => { element.scrollTop = element.scrollHeight; };
  go();
  requestAnimationFrame(() => requestAnimationFrame(go));
}
