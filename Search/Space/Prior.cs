using System.Text.Json.Nodes;

namespace Search;

/// <summary>
/// A person's hunch about one parameter: with probability <paramref name="Weight"/> a good value lies around <paramref name="Mean"/>
/// (a normal distribution cut to the range; for a categorical parameter the choice itself), otherwise anywhere. Random draws follow
/// it, and samplers may weigh with it (<see cref="UnitCube.LogPrior"/>), as in Hvarfner et al., "piBO", ICLR 2022.
/// </summary>
/// <param name="Mean">The expected best value: a number of the range, or a choice.</param>
/// <param name="Width">
/// One standard deviation, above 0: in decades on a log scale, in the parameter's unit on a linear one, in positions for an ordinal
/// one; null for a tenth of the range. A categorical parameter has none.
/// </param>
/// <param name="Weight">How much to trust it, above 0 and at most 0.99: a hunch rules nothing out.</param>
public sealed record Prior(object Mean, double? Width = null, double Weight = 0.5)
{
    /// <summary>The expected best value.</summary>
    public object Mean { get; } = Scalar.Normalize(Mean, nameof(Mean));

    internal JsonObject ToJson()
    {
        var json = new JsonObject { ["mean"] = Scalar.ToJson(Mean) };
        if (Width is { } width)
            json["width"] = Scalar.ToJson(width);
        json["weight"] = Scalar.ToJson(Weight);
        return json;
    }
}
