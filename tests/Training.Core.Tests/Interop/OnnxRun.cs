using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Training.Core.Tests.Interop;

/// <summary>Runs an ONNX file with ONNX Runtime, on one thread.</summary>
internal sealed class OnnxRun : IDisposable
{
    private readonly InferenceSession _session;

    public OnnxRun(byte[] file)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        _session = new InferenceSession(file, options);
    }

    public IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    /// <summary>An output's values and shape for inputs given as (name, values, shape).</summary>
    public (T[] Values, int[] Shape) Answer<T>(string output, params NamedOnnxValue[] inputs)
    {
        using var results = _session.Run(inputs, [output]);
        var tensor = results.Single().AsTensor<T>();
        return ([.. tensor], tensor.Dimensions.ToArray());
    }

    public static NamedOnnxValue Value<T>(string name, T[] values, params int[] shape) => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<T>(values, shape));

    public void Dispose() => _session.Dispose();
}
