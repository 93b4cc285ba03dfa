using System.Text.Json.Nodes;

namespace Search;

/// <summary>A parameter held at one value: it takes part in every trial and in conditions, but is not searched.</summary>
/// <param name="Name">Unique in its space.</param>
/// <param name="Value">The value of every trial in which it exists.</param>
/// <param name="Of">What it is when it is not frozen; null when nobody said. Its name and condition are not used.</param>
/// <param name="Condition">Null when the parameter always exists.</param>
public sealed record FrozenParameter(string Name, object Value, Parameter? Of = null, When? Condition = null) : Parameter(Name, Condition)
{
    /// <summary>The value, in the type of <see cref="Of"/> when it is in that domain.</summary>
    public object Value { get; } = Of?.Canonical(Scalar.Normalize(Value, Name)) ?? Scalar.Normalize(Value, Name);

    /// <inheritdoc/>
    public override string Domain => $"{Scalar.Show(Value)} (frozen)";

    internal override string TypeName => Of?.TypeName ?? "frozen";

    /// <inheritdoc/>
    public override bool Contains(object value) => Scalar.Same(Value, value);

    internal override object? Canonical(object value) => Contains(value) ? Value : null;

    internal override void WriteDomain(JsonObject json)
    {
        if (Of is null)
        {
            json["value"] = Scalar.ToJson(Value);
            return;
        }

        Of.WriteDomain(json);
        json["frozen"] = Scalar.ToJson(Value);
        if (Of.Default is not null)
            json["default"] = Scalar.ToJson(Of.Default);
        if (Of.Prior is not null)
            json["prior"] = Of.Prior.ToJson();
    }
}
