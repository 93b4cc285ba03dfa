using System.Globalization;
using Training.Core.Data;
using static Training.Core.Fields;

namespace Training.Core;

/// <summary>Settings of the test evaluation.</summary>
internal static class TestFields
{
    private const int MostColumns = 10, LongestName = 200, MostStrengths = 10;
    private const double Strongest = 10;

    public static IReadOnlyList<TrainingField> All { get; } =
    [
        Text("test.groups", "Test by group", "", "Tables: columns such as 'sex, race'; the test measures are also given for each of their values, so that a model that is worse for some is seen.",
            "names of columns such as 'sex, race'", CheckColumns).OnlyFor(SampleKind.Table),
        Text("test.attacks", "Attack strengths", "", "Classes of images or tables: the accuracy on test rows that were changed to mislead the model, at these strengths, such as '0.01, 0.1'. Images: share of the full brightness; tables: units of the scaled numbers.",
            "numbers above 0 such as '0.01, 0.1'", CheckStrengths).OnlyFor(SampleKind.Image, SampleKind.Table),
    ];

    private static string? CheckColumns(string text)
    {
        var parts = TestSpec.Parts(text);
        return parts.Length > MostColumns ? $"names {parts.Length} columns, at most {MostColumns} are allowed."
            : parts.Any(part => part.Length > LongestName || part.Any(char.IsControl)) ? "holds something that is no column's name." : null;
    }

    private static string? CheckStrengths(string text)
    {
        var parts = TestSpec.Parts(text);
        if (parts.Length > MostStrengths)
            return $"holds {parts.Length} strengths, at most {MostStrengths} are allowed.";
        var wrong = parts.FirstOrDefault(part => !(double.TryParse(part, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var strength) && strength is > 0 and <= Strongest));
        return wrong is null ? null : $"holds '{wrong}', which is no number above 0 and up to {Strongest}.";
    }
}
