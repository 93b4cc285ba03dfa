using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Platform.Core.Views;
using Platform.Web.Components;

namespace Platform.Web.Experiments.Board;

/// <summary>
/// The filter of a sweep's table: conditions that must all hold, such as <c>lr&gt;0.01 status:pruned,failed cnn</c>. A condition compares a column
/// (<c>&gt; &gt;= &lt; &lt;= = !=</c>, or <c>:</c> for "contains"; several values with commas, of which one in quotes is read whole, and two quotes in it are one);
/// a word alone is looked for everywhere. Pure.
/// </summary>
public static partial class TrialFilter
{
    /// <summary>Most characters that are read.</summary>
    public const int Longest = 1_000;

    // What a number may end in; durations are seconds.
    private static readonly (string Suffix, double Factor, double Divisor)[] Units = [("%", 1, 100), ("min", 60, 1), ("h", 3600, 1), ("s", 1, 1)]; // 95 / 100 is 0.95, 95 * 0.01 is not

    /// <summary>The condition of a text, which holds for every trial if the text is empty; or what is wrong with it, and null.</summary>
    public static (Func<TrialView, bool>? Holds, string? Problem) Parse(string? text, IReadOnlyList<TrialColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (text?.Length > Longest)
            return (null, $"The filter has {text.Length} characters; at most {Longest} are read.");
        var conditions = new List<Func<TrialView, bool>>();
        foreach (Match part in Parts().Matches(text ?? ""))
        {
            var (condition, problem) = part.Groups["op"].Success
                ? Compare(part.Groups["name"].Value, part.Groups["op"].Value, Values(part.Groups["value"].Value), columns)
                : (Mentions(Unquote(part.Value)), null);
            if (condition is null)
                return (null, problem);
            conditions.Add(condition);
        }
        return (trial => conditions.TrueForAll(holds => holds(trial)), null);
    }

    /// <summary>A text with one more condition, which reads each of the values whole.</summary>
    public static string With(string? text, string column, string op, params IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return $"{text?.Trim()} {column}{op}{string.Join(',', values.Select(Quoted))}".Trim();
    }

    /// <summary>The values of a list with commas.</summary>
    public static IReadOnlyList<string> Values(string list)
    {
        ArgumentNullException.ThrowIfNull(list);
        return [.. Items().Matches(list).Select(item => Unquote(item.Value.Trim())).Where(value => value.Length > 0)];
    }

    private static (Func<TrialView, bool>? Holds, string? Problem) Compare(string name, string op, IReadOnlyList<string> values, IReadOnlyList<TrialColumn> columns)
    {
        if (TrialColumns.Find(columns, name) is not { } column)
            return (null, $"There is no column '{name}', or several begin so. Columns: {string.Join(", ", columns.Select(c => c.Key))}.");
        if (values.Count == 0)
            return (null, $"Give a value after '{name}{op}'.");
        if (!column.IsNumber)
            return op switch
            {
                ":" => (t => column.Value(t) is string has && values.Any(v => has.Contains(v, StringComparison.OrdinalIgnoreCase)), null),
                "=" => (t => column.Value(t) is string has && values.Any(v => Same(has, v)), null),
                "!=" => (t => column.Value(t) is string has && !values.Any(v => Same(has, v)), null),
                _ => (null, $"'{column.Key}' is text: compare it with = or != or : (contains)."),
            };
        var numbers = new List<double>();
        foreach (var one in values)
        {
            if (Number(one) is not { } number)
                return (null, $"'{one}' is no number; '{column.Key}' is compared with one such as 0.01, 1e-3, 95% or 5min.");
            numbers.Add(number);
        }
        if (numbers.Count != 1 && op is not ("=" or ":" or "!="))
            return (null, $"'{name}{op}' takes one number.");
        return (t => column.Value(t) is double has && Holds(has), null);

        bool Holds(double has) => op switch
        {
            ">" => has > numbers[0],
            ">=" => has >= numbers[0],
            "<" => has < numbers[0],
            "<=" => has <= numbers[0],
            "!=" => !numbers.Contains(has),
            _ => numbers.Contains(has),
        };
    }

    private static Func<TrialView, bool> Mentions(string word)
    {
        return trial => Has(trial.Id) || Has(Show.Status(trial.Status)) || Has(trial.Silo) || Has(trial.EndReason) || trial.Parameters.Values.Any(v => Has(Show.Parameter(v)));

        bool Has(string? text) => text?.Contains(word, StringComparison.OrdinalIgnoreCase) == true;
    }

    private static double? Number(string text)
    {
        var (suffix, factor, divisor) = Units.FirstOrDefault(u => text.EndsWith(u.Suffix, StringComparison.OrdinalIgnoreCase), ("", 1, 1));
        return double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number * factor / divisor : null;
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static string Quoted(string value) =>
        value.Any(c => char.IsWhiteSpace(c) || c is ',' or '"') ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;

    private static string Unquote(string text)
    {
        var plain = new StringBuilder(text.Length);
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '"')
                plain.Append(text[i]);
            else if (quoted && i + 1 < text.Length && text[i + 1] == '"')
                plain.Append(text[++i]);
            else
                quoted = !quoted;
        }
        return plain.ToString();
    }

    [GeneratedRegex("""(?:"(?:[^"]|"")*"?|[^",])+""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Items();

    [GeneratedRegex("""(?<name>[\w.\-]+)(?<op>>=|<=|!=|>|<|=|:)(?<value>(?:"(?:[^"]|"")*"|\S)*)|"[^"]*"|\S+""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parts();
}
