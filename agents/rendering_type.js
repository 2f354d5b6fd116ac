// The canvas's own metrics of each sample: pen advance and the ink's four ends, in CSS pixels.
(samples) => {
  const canvas = document.createElement("canvas").getContext("2d");
  return samples.map(({ text, family, size, weight, italic, spacing }) => {
    canvas.font = `${italic ? "italic" : "normal"} ${weight} ${size}px ${family}`;
    canvas.letterSpacing = `${spacing}px`;
    const ink = canvas.measureText(text);
    return [
      ink.width,
      -ink.actualBoundingBoxLeft,
      ink.actualBoundingBoxRight,
      ink.actualBoundingBoxAscent,
      ink.actualBoundingBoxDescent,
    ];
  });
}
