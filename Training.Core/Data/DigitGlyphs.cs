using System.Globalization;

namespace Training.Core.Data;

/// <summary>How people write the ten digits: for each digit some styles, for each style its strokes.</summary>
internal static class DigitGlyphs
{
    /// <summary>
    /// Points are x,y in hundredths of the glyph's box, y downwards. <c>~</c> begins a curve through its points, <c>/</c> straight lines between them.
    /// </summary>
    private static readonly string[][] Drawings =
    [
        [
            "~50,8 27,18 18,50 27,82 50,92 73,82 82,50 73,18 50,8",
            "~52,8 36,20 30,50 34,80 50,92 65,80 70,50 66,20 52,8",
            "~60,9 34,14 20,46 24,78 46,92 70,84 80,52 74,20 56,8 50,12",
        ],
        [
            "/50,8 50,92",
            "/34,28 52,8 52,92",
            "/34,26 50,8 50,92/30,92 70,92",
        ],
        [
            "~22,30 30,12 50,8 72,16 76,34 64,54 42,74 22,92/22,92 80,92",
            "~24,28 40,9 66,12 74,32 60,56 36,80 24,86 36,78 52,86 66,92 80,84",
            "~26,16 52,8 74,22 66,44 44,66 24,90/24,90 76,88",
        ],
        [
            "~24,18 46,8 70,16 72,34 56,46 42,48~42,48 62,50 76,64 70,84 48,92 22,82",
            "/24,10 74,10 46,42~46,42 70,48 76,68 66,86 44,92 22,82",
            "~28,12 54,9 68,24 58,42 44,46 62,52 72,70 58,88 28,90",
        ],
        [
            "/30,8 20,58 82,58/64,34 64,92",
            "/62,92 62,8 16,64 84,64",
            "~28,10 24,34 32,52 52,54 70,46/72,10 68,92",
        ],
        [
            "/74,10 32,10 27,46~27,46 48,38 70,46 76,66 66,86 44,92 22,82",
            "~72,12 48,9 30,18 32,36 50,46 68,56 74,74 60,90 40,92 24,82",
            "/78,8 34,12 30,44~30,44 60,42 74,60 64,84 30,92",
        ],
        [
            "~66,10 42,24 26,50 26,76 46,92 68,86 76,68 64,52 44,52 28,66",
            "~60,8 40,36 27,64 34,86 54,92 72,80 70,62 52,54 32,64",
            "~74,16 56,8 34,22 24,54 30,82 50,92 70,82 72,62 54,50 34,58 26,70",
        ],
        [
            "/20,10 80,10 42,92",
            "/20,10 80,10 46,92/32,52 72,50",
            "/22,24 22,10 78,10~78,10 60,38 50,64 46,92",
        ],
        [
            "~50,48 28,36 28,16 50,8 72,16 72,36 50,48 24,62 24,84 50,92 76,84 76,62 50,48",
            "~50,8 33,16 33,38 50,46 67,38 67,16 50,8~50,46 27,58 27,84 50,92 73,84 73,58 50,46",
            "~70,18 50,8 32,18 36,36 58,52 74,70 64,88 42,92 28,78 40,58 62,42 72,24",
        ],
        [
            "~72,32 58,50 36,48 26,32 34,14 54,8 70,18 72,34 68,62 58,92",
            "~72,28 58,46 36,44 28,28 38,11 58,9 72,28/72,12 70,92",
            "~72,28 56,46 36,42 28,26 40,10 60,10 72,28 73,58 64,84 44,92 26,84",
        ],
    ];

    /// <summary>[digit][style], each a list of strokes.</summary>
    public static IReadOnlyList<IReadOnlyList<IReadOnlyList<Stroke>>> All { get; } = [.. Drawings.Select(styles => styles.Select(Parse).ToArray())];

    /// <summary>A stroke's points in [-1, 1], y downwards.</summary>
    public sealed record Stroke(bool Curved, IReadOnlyList<(double X, double Y)> Points);

    private static Stroke[] Parse(string drawing)
    {
        var starts = Enumerable.Range(0, drawing.Length).Where(i => drawing[i] is '~' or '/').Append(drawing.Length).ToArray();
        return [.. starts.Zip(starts.Skip(1), (start, end) => new Stroke(drawing[start] == '~', ParsePoints(drawing[(start + 1)..end])))];
    }

    private static (double X, double Y)[] ParsePoints(string text) =>
        [.. text.Split(' ').Select(point => point.Split(',')).Select(pair => (Coordinate(pair[0]), Coordinate(pair[1])))];

    private static double Coordinate(string hundredths) => (int.Parse(hundredths, CultureInfo.InvariantCulture) - 50) / 50.0;
}
