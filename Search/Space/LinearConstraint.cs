using System.Globalization;
using System.Text.Json.Nodes;

namespace Search;

/// <summary>
/// Min &lt;= sum of factor x value &lt;= Max over numeric parameters. Holds for every point in which all of its parameters exist; where
/// one is switched off it says nothing.
/// </summary>
/// <param name="Terms">Parameter and factor (finite, not 0), at least one; in the order in which they are added up.</param>
/// <param name="Min">Smallest sum allowed; null for no bound.</param>
/// <param name="Max">Largest sum allowed; null for no bound.</param>
/// <param name="Name">For people; null to be shown as the formula.</param>
public sealed record LinearConstraint(IReadOnlyList<KeyValuePair<string, double>> Terms, double? Min = null, double? Max = null, string? Name = null)
{
    /// <summary>How far, as a share of the numbers added up, a sum may pass its bound: values are rounded when they are read and written.</summary>
    private const double Tolerance = 1e-9;

    /// <inheritdoc/>
    public bool Equals(LinearConstraint? other) =>
        other is not null && Terms.SequenceEqual(other.Terms) && Min == other.Min && Max == other.Max && string.Equals(Name, other.Name, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Terms.Count;

    /// <summary>As a person reads it: <c>a + 2 b is at most 10</c>.</summary>
    public override string ToString()
    {
        var sum = string.Join(" + ", Terms.Select(term => term.Value == 1 ? term.Key : $"{Text(term.Value)} {term.Key}"));
        var rule = (Min, Max) switch
        {
            ({ } min, { } max) when min == max => $"is {Text(min)}",
            ({ } min, { } max) => $"is between {Text(min)} and {Text(max)}",
            ({ } min, null) => $"is at least {Text(min)}",
            (_, { } max) => $"is at most {Text(max)}",
            _ => "is anything",
        };
        return Name is null ? $"{sum} {rule}" : $"{Name}: {sum} {rule}";
    }

    /// <summary>By how much the sum of the terms at <paramref name="values"/> (one a term) passes a bound: above 0 over the maximum, below 0 under the minimum, 0 if it holds.</summary>
    internal double Excess(ReadOnlySpan<double> values)
    {
        var (sum, size) = (0.0, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            var term = Terms[i].Value * values[i];
            sum += term;
            size += Math.Abs(term);
        }

        if (Max is { } max && sum - max > Tolerance * Math.Max(size, Math.Abs(max)))
            return sum - max;
        return Min is { } min && min - sum > Tolerance * Math.Max(size, Math.Abs(min)) ? sum - min : 0;
    }

    internal JsonObject ToJson()
    {
        var json = new JsonObject();
        if (Name is not null)
            json["name"] = Name;
        json["terms"] = new JsonObject(Terms.Select(term => KeyValuePair.Create(term.Key, (JsonNode?)Scalar.ToJson(term.Value))));
        if (Min is { } min)
            json["min"] = Scalar.ToJson(min);
        if (Max is { } max)
            json["max"] = Scalar.ToJson(max);
        return json;
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
