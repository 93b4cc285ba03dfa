using System.Text.Encodings.Web;
using System.Text.Json;
using Training.Core.Data;
using Training.Core.Torch;

namespace Training.Core.Interop.Onnx;

/// <summary>
/// A trained network as one ONNX file (operator set 17) with its fitted preparation before it and probabilities or the target's own unit behind
/// it; the batch may have any size. Weights keep PyTorch's names, except those of recurrent layers, whose gates ONNX orders otherwise.
/// </summary>
internal static class OnnxExport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="NotSupportedException">The network, or its data's preparation, has no form in ONNX.</exception>
    public static byte[] ToFile(torch.nn.Module<torch.Tensor, torch.Tensor> model, CheckpointHeader header, TrainingSpec spec, string digest)
    {
        using var guard = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var graph = new OnnxGraph([.. model.named_parameters().Select(pair => (pair.name, (torch.Tensor)pair.parameter)), .. model.named_buffers().Select(pair => (pair.name, (torch.Tensor)pair.buffer))]);
        var input = OnnxInputs.Add(graph, header.Fitted, header.Signature);
        OnnxOutputs.Add(graph, model.ToOnnx(graph, input), header.Fitted, header.Signature, spec.Loss);
        return graph.ToFile(spec.Model.Kind, Metadata(header, digest));
    }

    private static Dictionary<string, string> Metadata(CheckpointHeader header, string digest) => new(StringComparer.Ordinal)
    {
        ["checkpoint"] = digest,
        ["classes"] = JsonSerializer.Serialize(header.Signature.Classes, Json),
        ["preparation"] = JsonSerializer.Serialize(header.Fitted, Json), // column names in order, or a text's tokens
        ["spec_hash"] = header.SpecHash,
    };
}
