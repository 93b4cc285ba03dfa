namespace Training.Core.Data;

/// <summary>The data set <c>digits</c>: 28×28 grey images of the digits 0 to 9, drawn from strokes with a fixed seed; needs no download and is equal to the bit on every machine.</summary>
internal static class GeneratedDigits
{
    public const string Name = "digits";
    public const string Title = "Generated digits";
    public const int TrainRows = 12_000;
    public const int TestRows = 2_000;
    private const long Seed = 20_250_101;

    public static ImageShape Shape { get; } = new(1, 28, 28);

    public static int Classes => DigitGlyphs.All.Count;

    public static Dataset Create() =>
        new ImageDataset(Name, Title, [.. Enumerable.Range(0, Classes).Select(digit => $"{digit}")], Draw(TrainRows, stream: 1), Draw(TestRows, stream: 2));

    private static DataPool Draw(int rows, int stream)
    {
        var random = CounterRandom.For(Seed, stream);
        var pixels = new byte[rows * Shape.Size];
        var labels = new long[rows];
        Parallel.For(0, rows, row =>
        {
            var digit = row % Classes;   // balanced; trials shuffle
            labels[row] = digit;
            DigitPainter.Paint(digit, random.Child(row), pixels.AsSpan(row * Shape.Size, Shape.Size));
        });
        return new DataPool(pixels, labels, Shape);
    }
}
