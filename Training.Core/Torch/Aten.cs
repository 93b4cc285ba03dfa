namespace Training.Core.Torch;

/// <summary>The operators behind the wrappers. Every other one of libtorch's two thousand is a line like these.</summary>
internal static class Aten
{
    public static readonly Operator Abs = new("aten::abs");
    public static readonly Operator Add = new("aten::add", "Tensor");
    public static readonly Operator AddScalar = new("aten::add", "Scalar");
    public static readonly Operator AddInPlace = new("aten::add_", "Tensor");
    public static readonly Operator AddcdivInPlace = new("aten::addcdiv_");
    public static readonly Operator AddcmulInPlace = new("aten::addcmul_");
    public static readonly Operator Argmax = new("aten::argmax");
    public static readonly Operator BernoulliInPlace = new("aten::bernoulli_", "float");
    public static readonly Operator Cat = new("aten::cat");
    public static readonly Operator Clone = new("aten::clone");
    public static readonly Operator Conv2d = new("aten::conv2d");
    public static readonly Operator CopyInPlace = new("aten::copy_");
    public static readonly Operator CrossEntropy = new("aten::cross_entropy_loss");
    public static readonly Operator Detach = new("aten::detach");
    public static readonly Operator Div = new("aten::div", "Tensor");
    public static readonly Operator DivScalar = new("aten::div", "Scalar");
    public static readonly Operator Embedding = new("aten::embedding");
    public static readonly Operator Eq = new("aten::eq", "Tensor");
    public static readonly Operator FillInPlace = new("aten::fill_", "Scalar");
    public static readonly Operator Flatten = new("aten::flatten", "using_ints");
    public static readonly Operator Gelu = new("aten::gelu");
    public static readonly Operator HuberLoss = new("aten::huber_loss");
    public static readonly Operator IndexSelect = new("aten::index_select");
    public static readonly Operator IsFinite = new("aten::isfinite");
    public static readonly Operator All = new("aten::all");
    public static readonly Operator L1Loss = new("aten::l1_loss");
    public static readonly Operator Linear = new("aten::linear");
    public static readonly Operator LogSoftmax = new("aten::log_softmax", "int");
    public static readonly Operator Matmul = new("aten::matmul");
    public static readonly Operator Mean = new("aten::mean");
    public static readonly Operator MseLoss = new("aten::mse_loss");
    public static readonly Operator Mul = new("aten::mul", "Tensor");
    public static readonly Operator MulScalar = new("aten::mul", "Scalar");
    public static readonly Operator MulInPlace = new("aten::mul_", "Tensor");
    public static readonly Operator MulScalarInPlace = new("aten::mul_", "Scalar");
    public static readonly Operator NormalInPlace = new("aten::normal_");
    public static readonly Operator Relu = new("aten::relu");
    public static readonly Operator ReluInPlace = new("aten::relu_");
    public static readonly Operator Reshape = new("aten::reshape");
    public static readonly Operator Select = new("aten::select", "int");
    public static readonly Operator Silu = new("aten::silu");
    public static readonly Operator Slice = new("aten::slice", "Tensor");
    public static readonly Operator Softmax = new("aten::softmax", "int");
    public static readonly Operator Sqrt = new("aten::sqrt");
    public static readonly Operator Sub = new("aten::sub", "Tensor");
    public static readonly Operator Sum = new("aten::sum");
    public static readonly Operator Tanh = new("aten::tanh");
    public static readonly Operator To = new("aten::to", "dtype_layout");
    public static readonly Operator Transpose = new("aten::transpose", "int");
    public static readonly Operator Empty = new("aten::empty", "memory_format");
    public static readonly Operator Zeros = new("aten::zeros");
    public static readonly Operator Ones = new("aten::ones");
    public static readonly Operator ZeroInPlace = new("aten::zero_");
}
