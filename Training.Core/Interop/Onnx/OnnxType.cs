namespace Training.Core.Interop.Onnx;

/// <summary>Element types under ONNX's numbers (<c>TensorProto.DataType</c>).</summary>
internal enum OnnxType
{
    /// <summary>Single precision.</summary>
    Float = 1,

    /// <summary>Whole numbers of 64 bits.</summary>
    Int64 = 7,

    /// <summary>Texts.</summary>
    Text = 8,

    /// <summary>Double precision.</summary>
    Double = 11,
}
