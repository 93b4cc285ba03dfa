using Training.Core.Data;
using Training.Core.Data.Tables;
using Training.Core.Data.Texts;

namespace Training.Core.Interop.Onnx;

/// <summary>The graph's inputs and the fitted steps between them and the network, so that a file takes raw values as serving does.</summary>
internal static class OnnxInputs
{
    /// <summary>The network's input.</summary>
    public static string Add(OnnxGraph graph, Preparation fitted, ModelSignature signature) => fitted switch
    {
        ImagePreparation image => Image(graph, image, signature),
        TablePreparation table => Table(graph, table),
        SeriesPreparation series => Series(graph, series),
        TextPreparation => graph.Input("tokens", OnnxType.Int64, "batch", "time"),
        _ => throw new NotSupportedException($"The preparation of {fitted.Sample(signature).Kind} has no form in ONNX."),
    };

    private static string Image(OnnxGraph graph, ImagePreparation fitted, ModelSignature signature)
    {
        var pixels = graph.Input("image", OnnxType.Float, ["batch", .. signature.InputShape.Select(side => (OnnxDimension)side)]);
        var (scale, shift) = fitted.Factors();
        return graph.Node("Add", [graph.Node("Mul", [pixels, graph.Singles(scale, 1, scale.Length, 1, 1)]), graph.Singles(shift, 1, shift.Length, 1, 1)]);
    }

    private static string Series(OnnxGraph graph, SeriesPreparation fitted)
    {
        var columns = fitted.Columns.Count;
        var steps = graph.Input("series", OnnxType.Double, "batch", fitted.Length, columns);
        var less = graph.Node("Sub", [steps, graph.Doubles([.. fitted.Mean], columns)]);
        return graph.Cast(graph.Node("Div", [less, graph.Doubles([.. fitted.Std], columns)]), OnnxType.Float);
    }

    // Numbers and their flags, the one-hot columns, the codes: TablePreparation's order.
    private static string Table(OnnxGraph graph, TablePreparation fitted)
    {
        var parts = new List<string>();
        if (fitted.Numbers.Count > 0)
            parts.Add(Numbers(graph, fitted.Numbers));
        if (fitted.Categories.Count == 0)
            return parts[0];
        var texts = graph.Input("categories", OnnxType.Text, "batch", fitted.Categories.Count);
        string[] codes = [.. fitted.Categories.Select((step, at) => Codes(graph, step, graph.Select(texts, 1, at)))]; // each (N)
        foreach (var (at, step) in fitted.Categories.Index().Where(pair => pair.Item.OneHot))
            parts.Add(graph.Node("OneHot", [codes[at], graph.Integer(step.Cardinality), graph.Singles([0, 1], 2)], OnnxAttribute.Of("axis", -1)));
        foreach (var (at, _) in fitted.Categories.Index().Where(pair => !pair.Item.OneHot))
            parts.Add(graph.Reshape(graph.Cast(codes[at], OnnxType.Float), -1, 1));
        return graph.Concat(parts, 1);
    }

    // An empty text is a missing value.
    private static string Codes(OnnxGraph graph, CategoryStep step, string texts) => graph.Codes(
        texts, step.Levels.Where(level => level.Length > 0).Append("").ToDictionary(level => level, level => (long)step.Code(level.Length > 0 ? level : null), StringComparer.Ordinal));

    // In double precision, as training does it; NaN is a missing value.
    private static string Numbers(OnnxGraph graph, IReadOnlyList<NumberStep> steps)
    {
        var raw = graph.Input("numbers", OnnxType.Double, "batch", steps.Count);
        string Row(Func<NumberStep, double> of) => graph.Doubles([.. steps.Select(of)], steps.Count);
        var missing = graph.Node("IsNaN", [raw]);
        var x = graph.Node("Where", [missing, Row(step => step.Fill), raw]);
        if (steps.Any(step => step.Low is not null || step.High is not null))
            x = graph.Node("Min", [graph.Node("Max", [x, Row(step => step.Low ?? double.NegativeInfinity)]), Row(step => step.High ?? double.PositiveInfinity)]);
        if (steps.Any(step => step.Log))
            x = Logarithm(graph, x, Row(step => step.Log ? 1 : 0));
        x = graph.Node("Div", [graph.Node("Sub", [x, Row(step => step.Center)]), Row(step => step.Scale)]);
        var scaled = graph.Cast(x, OnnxType.Float);
        if (!steps.Any(step => step.Flag))
            return scaled;
        var all = graph.Concat([scaled, graph.Cast(missing, OnnxType.Float)], 1); // (N, 2 · numbers)
        long[] wanted = [.. steps.Index().SelectMany(pair => pair.Item.Flag ? new long[] { pair.Index, steps.Count + pair.Index } : [pair.Index])];
        return graph.Node("Gather", [all, graph.Integers(wanted)], OnnxAttribute.Of("axis", 1));
    }

    // sign(x) log(1 + |x|) where wanted is 1.
    private static string Logarithm(OnnxGraph graph, string x, string wanted)
    {
        var log = graph.Node("Log", [graph.Node("Add", [graph.Node("Abs", [x]), graph.Doubles([1])])]);
        var signed = graph.Node("Mul", [graph.Node("Sign", [x]), log]);
        return graph.Node("Where", [graph.Node("Greater", [wanted, graph.Doubles([0])]), signed, x]);
    }
}
