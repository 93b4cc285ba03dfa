using System.Diagnostics;
using System.Globalization;

namespace Platform.Core.Tracking.Questions;

/// <summary>Decides a condition for all runs of an experiment at once.</summary>
internal static class FilterMarks
{
    /// <summary>Marks the slots that fulfil a condition.</summary>
    /// <exception cref="InvalidInputException">A field cannot be compared so.</exception>
    public static bool[] Of(RunColumns runs, RunFilter filter)
    {
        var marks = new bool[runs.Count];
        switch (filter)
        {
            case AllOf all:
                Array.Fill(marks, true);
                foreach (var part in all.Filters)
                    And(marks, Of(runs, part));
                break;
            case AnyOf any:
                foreach (var part in any.Filters)
                    Or(marks, Of(runs, part));
                break;
            case Not not:
                marks = Of(runs, not.Filter);
                for (var i = 0; i < marks.Length; i++)
                    marks[i] = !marks[i];
                break;
            case NumberIs number:
                if (runs.FindNumbers(number.Field) is { } numbers)
                    numbers.Mark(marks, number.Comparison, number.Value);
                else if (runs.FindTexts(number.Field) is { } written)
                    written.Mark(marks, text => IsSo(text, number), ifNone: number.Comparison == RunComparison.IsNull);
                else
                    Array.Fill(marks, number.Comparison == RunComparison.IsNull);
                break;
            case TextIs text:
                Mark(marks, runs, text);
                break;
            case Mentions mentions:
                foreach (var texts in runs.Mentioned)
                    Or(marks, Marked(runs.Count, texts, mentions.Text));
                break;
            default:
                throw new UnreachableException($"A question does not know {filter.GetType().Name}.");
        }
        return marks;
    }

    public static void And(Span<bool> marks, ReadOnlySpan<bool> others)
    {
        for (var i = 0; i < marks.Length; i++)
            marks[i] &= others[i];
    }

    private static void Or(Span<bool> marks, ReadOnlySpan<bool> others)
    {
        for (var i = 0; i < marks.Length; i++)
            marks[i] |= others[i];
    }

    private static bool[] Marked(int count, TextColumn texts, string text)
    {
        var marks = new bool[count];
        texts.Mark(marks, value => value.Contains(text, StringComparison.OrdinalIgnoreCase), ifNone: false);
        return marks;
    }

    private static bool IsSo(string text, NumberIs number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? NumberColumn.IsSo(value, number.Comparison, number.Value) : number.Comparison == RunComparison.IsNull;

    private static void Mark(bool[] marks, RunColumns runs, TextIs text)
    {
        if (runs.FindTexts(text.Field) is not { } column)
        {
            Array.Fill(marks, text.Comparison == RunComparison.IsNull);
            return;
        }
        switch (text.Comparison)
        {
            case RunComparison.Equal:
            case RunComparison.In:
                column.MarkEqual(marks, text.Values);
                break;
            case RunComparison.NotEqual:
            case RunComparison.NotIn:
                var none = text.Values.ToHashSet(StringComparer.Ordinal);
                column.Mark(marks, value => !none.Contains(value), ifNone: false);
                break;
            case RunComparison.Like:
            case RunComparison.ILike:
                column.Mark(marks, LikePattern.Compile(text.Values[0], text.Comparison == RunComparison.ILike), ifNone: false);
                break;
            case RunComparison.IsNull:
                column.Mark(marks, _ => false, ifNone: true);
                break;
            case RunComparison.IsNotNull:
                column.Mark(marks, _ => true, ifNone: false);
                break;
            default:
                throw new InvalidInputException("filter", $"a text cannot be compared by {text.Comparison}.");
        }
    }
}
