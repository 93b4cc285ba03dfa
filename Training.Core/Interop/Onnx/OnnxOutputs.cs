using Training.Core.Data;
using Training.Core.Data.Tables;
using Training.Core.Data.Texts;

namespace Training.Core.Interop.Onnx;

/// <summary>The graph's answers: logits and probabilities of classes or tokens, a number in its own unit, or the steps of a forecast.</summary>
internal static class OnnxOutputs
{
    public static void Add(OnnxGraph graph, string output, Preparation fitted, ModelSignature signature, LossSpec loss)
    {
        switch (fitted)
        {
            case TextPreparation:
                graph.Output("logits", output, OnnxType.Float, "batch", "time", fitted.Outputs(signature));
                break;
            case SeriesPreparation series:
                Forecast(graph, output, series);
                break;
            case TablePreparation table when signature.Classes.Count == 0:
                var scaled = graph.Node("Mul", [graph.Cast(output, OnnxType.Double), graph.Doubles([table.Target.Scale])]);
                graph.Output("value", graph.Node("Add", [scaled, graph.Doubles([table.Target.Center])]), OnnxType.Double, "batch", 1);
                break;
            default:
                graph.Output("logits", output, OnnxType.Float, "batch", signature.Classes.Count);
                graph.Output("probabilities", Probabilities(graph, output, loss), OnnxType.Float, "batch", signature.Classes.Count);
                break;
        }
    }

    // As Losses.Probabilities.
    private static string Probabilities(OnnxGraph graph, string output, LossSpec loss)
    {
        if (loss.Kind != "binary_cross_entropy")
            return graph.Node("Softmax", [output], OnnxAttribute.Of("axis", 1));
        var each = graph.Node("Sigmoid", [output]);
        return graph.Node("Div", [each, graph.Node("ReduceSum", [each, graph.Integers(1)], OnnxAttribute.Of("keepdims", 1))]);
    }

    private static void Forecast(OnnxGraph graph, string output, SeriesPreparation fitted)
    {
        var columns = fitted.Columns.Count;
        var steps = graph.Cast(graph.Reshape(output, 0, fitted.Horizon, columns), OnnxType.Double);
        var scaled = graph.Node("Mul", [steps, graph.Doubles([.. fitted.Std], columns)]);
        graph.Output("forecast", graph.Node("Add", [scaled, graph.Doubles([.. fitted.Mean], columns)]), OnnxType.Double, "batch", fitted.Horizon, columns);
    }
}
