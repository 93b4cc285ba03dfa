using System.Globalization;
using Platform.Core.Registry;

namespace Platform.Web.Registry;

/// <summary>A gate that is being written.</summary>
internal sealed class GateRow
{
    public GateKind Kind { get; set; } = GateKind.AtLeast;

    public string Metric { get; private set; } = "";

    /// <summary>Whether the measure is typed rather than chosen.</summary>
    public bool Typed { get; set; }

    public string Limit { get; set; } = "";

    public string Column { get; set; } = "";

    /// <summary>Whether nothing was written into it.</summary>
    public bool IsEmpty => Metric.Trim().Length == 0 && Limit.Trim().Length == 0;

    public static GateRow Of(PromotionGate gate)
    {
        var row = new GateRow { Kind = gate.Kind, Limit = gate.Limit.ToString("R", CultureInfo.InvariantCulture), Column = gate.Column ?? "" };
        row.Metric = gate.Metric;
        return row;
    }

    /// <summary>A measure that was chosen; a bound takes the sense of one in which more or less is better.</summary>
    public void Choose(string metric)
    {
        Metric = metric;
        if (Kind is GateKind.AtLeast or GateKind.AtMost && GateMeasures.BoundOf(metric) is { } bound)
            Kind = bound;
    }

    /// <summary>A name as far as it is typed: a part of one may be another's, so the kind stays as it is.</summary>
    public void Type(string? metric) => Metric = metric ?? "";

    /// <summary>As <see cref="GateText.Parse"/> reads it.</summary>
    public string ToText() => Kind switch
    {
        GateKind.AtLeast => $"{Metric.Trim()} >= {Limit.Trim()}",
        GateKind.AtMost => $"{Metric.Trim()} <= {Limit.Trim()}",
        GateKind.NoWorse => $"{Metric.Trim()} worsens <= {Limit.Trim()}",
        _ => $"{Metric.Trim()} worsens <= {Limit.Trim()} in every group{(Column.Trim().Length > 0 ? $" of {Column.Trim()}" : "")}",
    };
}
