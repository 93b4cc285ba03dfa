namespace Training.Core.Data.Tables;

/// <summary>Turns windows of raw values into a forecasting model's input, as training did, and its output back into the data's units.</summary>
internal static class WindowReader
{
    /// <summary>The input of some windows, (windows, length, columns) row-major. A missing value takes the last one before it; at the beginning the first one there is, without any the mean.</summary>
    /// <param name="fitted">The model's steps.</param>
    /// <param name="windows">By window, step and column, oldest step first; NaN is missing. Of a longer window the last steps count.</param>
    /// <exception cref="RowException">A window is too short, a step of another width, or a value infinite; the message names window and step.</exception>
    public static float[] Read(SeriesPreparation fitted, IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> windows)
    {
        var columns = fitted.Columns.Count;
        var input = new float[windows.Count * fitted.Length * columns];
        for (var w = 0; w < windows.Count; w++)
        {
            var window = windows[w];
            Check(fitted, window, w);
            for (var c = 0; c < columns; c++)
            {
                var first = window.Select(step => step[c]).FirstOrDefault(value => !double.IsNaN(value), fitted.Mean[c]);
                var skipped = window.Count - fitted.Length;
                var last = first;
                for (var s = 0; s < window.Count; s++)
                {
                    last = double.IsNaN(window[s][c]) ? last : window[s][c];
                    if (s >= skipped)
                        input[(((w * fitted.Length) + s - skipped) * columns) + c] = (float)((last - fitted.Mean[c]) / fitted.Std[c]);
                }
            }
        }

        return input;
    }

    /// <summary>Forecasts in the data's own units, by window, step and column.</summary>
    /// <param name="fitted">The model's steps.</param>
    /// <param name="output">(windows, horizon, columns) row-major, standardised.</param>
    public static double[][][] Write(SeriesPreparation fitted, float[] output)
    {
        var columns = fitted.Columns.Count;
        return
        [
            .. output.Chunk(fitted.Horizon * columns).Select(window => window.Chunk(columns)
                .Select(step => step.Select((value, c) => (value * fitted.Std[c]) + fitted.Mean[c]).ToArray()).ToArray()),
        ];
    }

    private static void Check(SeriesPreparation fitted, IReadOnlyList<IReadOnlyList<double>> window, int w)
    {
        if (window.Count < fitted.Length)
            throw new RowException($"Window {w} has {window.Count} steps; the model sees {fitted.Length}. Give at least so many, oldest first.");
        for (var s = 0; s < window.Count; s++)
        {
            if (window[s].Count != fitted.Columns.Count)
                throw new RowException($"Window {w}, step {s} has {window[s].Count} values; the model takes {fitted.Columns.Count}: {string.Join(", ", fitted.Columns.Take(20))}.");
            for (var c = 0; c < fitted.Columns.Count; c++)
            {
                if (double.IsInfinity(window[s][c]))
                    throw new RowException($"Window {w}, step {s}, column {fitted.Columns[c]}: {window[s][c]} is not finite. Give a number, or none for a missing value.");
            }
        }
    }
}
