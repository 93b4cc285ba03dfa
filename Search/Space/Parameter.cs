using System.Text.Json.Nodes;

namespace Search;

/// <summary>One dimension of a <see cref="SearchSpace"/>: a name, a domain and, optionally, the condition under which it exists.</summary>
/// <param name="Name">Unique in its space; also the field name in configurations.</param>
/// <param name="Condition">Null when the parameter always exists.</param>
public abstract record Parameter(string Name, When? Condition)
{
    /// <summary>The value of this parameter in the first trial; null to leave it to the search.</summary>
    public object? Default { get; init => field = value is null ? null : Scalar.Normalize(value, Name); }

    /// <summary>Where a good value is expected; null when nobody has a hunch.</summary>
    public Prior? Prior { get; init; }

    internal abstract string TypeName { get; }

    /// <summary>Whether <paramref name="value"/> is in this parameter's domain, on its grid if it has a step.</summary>
    public abstract bool Contains(object value);

    /// <summary>The domain as a person reads it: <c>a number from 1E-05 to 1 (log scale)</c>.</summary>
    public abstract string Domain { get; }

    /// <summary>The value in this parameter's own type (a whole number becomes a double for a float parameter); null when it is not in the domain.</summary>
    internal abstract object? Canonical(object value);

    internal abstract void WriteDomain(JsonObject json);

    /// <summary>The parameter as an object of the list form: name, type, domain, <c>default</c>, <c>prior</c> and <c>when</c>.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["name"] = Name, ["type"] = TypeName };
        WriteDomain(json);
        if (Default is not null)
            json["default"] = Scalar.ToJson(Default);
        if (Prior is not null)
            json["prior"] = Prior.ToJson();
        if (Condition is not null)
            json["when"] = new JsonObject(Condition.Clauses.Select(clause => KeyValuePair.Create(
                clause.Parent, (JsonNode?)new JsonArray([.. clause.Values.Select(Scalar.ToJson)]))));
        return json;
    }
}
