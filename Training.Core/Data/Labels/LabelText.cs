using System.Globalization;

namespace Training.Core.Data.Labels;

/// <summary>Labels as people write them.</summary>
internal static class LabelText
{
    /// <summary>A class's number by its name.</summary>
    /// <exception cref="LabelException">There is no such class.</exception>
    public static int Class(IReadOnlyList<string> names, LabelCorrection correction, int at)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == correction.Label)
                return i;
        }

        throw new LabelException(at, $"{Place(correction)}: column label: '{Shorten(correction.Label)}' is not a class. Give one of {string.Join(", ", names.Take(30))}{(names.Count > 30 ? " and so on" : "")}.");
    }

    /// <summary>A finite number.</summary>
    /// <exception cref="LabelException">It is none.</exception>
    public static double Number(LabelCorrection correction, int at) =>
        double.TryParse(correction.Label, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw new LabelException(at, $"{Place(correction)}: column label: '{Shorten(correction.Label)}' is not a number. Give one such as 1.5.");

    /// <summary>A number so that it can be read back exactly.</summary>
    public static string Of(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A part's name in files and sentences.</summary>
    public static string Of(DataPart part) => part == DataPart.Train ? "train" : "test";

    /// <summary>Checks that a row is there and given once.</summary>
    /// <exception cref="LabelException">It is not.</exception>
    public static void CheckRows(Dataset data, IReadOnlyList<LabelCorrection> corrections)
    {
        var seen = new HashSet<(DataPart, int)>();
        foreach (var (at, correction) in corrections.Index())
        {
            var rows = data.RowsOf(correction.Part);
            if (correction.Row < 0 || correction.Row >= rows)
                throw new LabelException(at, $"{Place(correction)}: column row: there is no such row. The part has {rows} rows; give 0 to {rows - 1}.");
            if (!seen.Add((correction.Part, correction.Row)))
                throw new LabelException(at, $"{Place(correction)}: column row: the row is given twice. Give each row one label.");
        }
    }

    private static string Place(LabelCorrection correction) => $"{Of(correction.Part)} row {correction.Row}";

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
