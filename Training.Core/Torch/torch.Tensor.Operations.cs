namespace Training.Core.Torch;

public static partial class torch
{
    /// <content>Operators as methods. Names, arguments and defaults are PyTorch's; a trailing underscore changes the tensor itself.</content>
    public partial class Tensor
    {
        /// <summary>Element by element, with broadcasting.</summary>
        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);

        /// <inheritdoc cref="op_Addition(Tensor, Tensor)"/>
        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);

        /// <inheritdoc cref="op_Addition(Tensor, Tensor)"/>
        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);

        /// <inheritdoc cref="op_Addition(Tensor, Tensor)"/>
        public static Tensor operator /(Tensor left, Tensor right) => left.div(right);

        public Tensor abs() => Aten.Abs.Call(this);

        public Tensor add(Tensor other) => Aten.Add.Call(this, other);

        public Tensor add(Scalar other) => Aten.AddScalar.Call(this, other);

        public Tensor add_(Tensor other, Scalar alpha) => Aten.AddInPlace.CallInPlace(this, this, other, alpha);

        public Tensor add_(Tensor other) => add_(other, 1);

        /// <summary>this += value * left / right.</summary>
        public Tensor addcdiv_(Tensor left, Tensor right, Scalar value) => Aten.AddcdivInPlace.CallInPlace(this, this, left, right, value);

        /// <summary>this += value * left * right.</summary>
        public Tensor addcmul_(Tensor left, Tensor right, Scalar value) => Aten.AddcmulInPlace.CallInPlace(this, this, left, right, value);

        /// <summary>Whether all elements are true (or not 0), as a tensor of one.</summary>
        public Tensor all() => Aten.All.Call(this);

        /// <summary>The largest element over some dimensions.</summary>
        public unsafe Tensor amax(params ReadOnlySpan<long> dim)
        {
            fixed (long* dims = dim)
                return Aten.Amax.Call(this, Value.Longs(dims, dim.Length));
        }

        public Tensor argmax(long dim, bool keepdim = false) => Aten.Argmax.Call(this, dim, keepdim);

        /// <summary>Fills with 1 at probability p, else 0, from the given generator only.</summary>
        public Tensor bernoulli_(double p, Generator generator) => Aten.BernoulliInPlace.CallInPlace(this, this, p, generator);

        /// <summary>Each element between two others, with broadcasting.</summary>
        public Tensor clamp(Tensor min, Tensor max) => Aten.Clamp.Call(this, min, max);

        public Tensor clone() => Aten.Clone.Call(this);

        public Tensor copy_(Tensor source) => Aten.CopyInPlace.CallInPlace(this, this, source);

        public Tensor detach() => Aten.Detach.Call(this);

        public Tensor div(Tensor other) => Aten.Div.Call(this, other);

        public Tensor div(Scalar other) => Aten.DivScalar.Call(this, other);

        public Tensor eq(Tensor other) => Aten.Eq.Call(this, other);

        public Tensor fill_(Scalar value) => Aten.FillInPlace.CallInPlace(this, this, value);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Aten.Flatten.Call(this, start_dim, end_dim);

        public Tensor gelu() => Aten.Gelu.Call(this);

        public Tensor index_select(long dim, Tensor index) => Aten.IndexSelect.Call(this, dim, index);

        public Tensor isfinite() => Aten.IsFinite.Call(this);

        /// <summary>max(x, slope · x).</summary>
        public Tensor leaky_relu(double negative_slope = 0.01) => Aten.LeakyRelu.Call(this, negative_slope);

        public Tensor log_softmax(long dim) => Aten.LogSoftmax.Call(this, dim);

        public Tensor matmul(Tensor other) => Aten.Matmul.Call(this, other);

        public Tensor mean() => Aten.Mean.Call(this);

        /// <summary>The mean along one dimension, which goes away unless kept.</summary>
        public unsafe Tensor mean(long dim, bool keepdim = false) => Aten.MeanDim.Call(this, Value.Longs(&dim, 1), keepdim);

        public Tensor mul(Tensor other) => Aten.Mul.Call(this, other);

        public Tensor mul(Scalar other) => Aten.MulScalar.Call(this, other);

        public Tensor mul_(Tensor other) => Aten.MulInPlace.CallInPlace(this, this, other);

        public Tensor mul_(Scalar other) => Aten.MulScalarInPlace.CallInPlace(this, this, other);

        /// <summary>A view of <paramref name="length"/> elements of one dimension.</summary>
        public Tensor narrow(long dim, long start, long length) => Aten.Narrow.Call(this, dim, start, length);

        /// <summary>Fills with normal numbers from the given generator only.</summary>
        public Tensor normal_(double mean, double std, Generator generator) => Aten.NormalInPlace.CallInPlace(this, this, mean, std, generator);

        /// <summary>1 at each class number, else 0, in a new last dimension; int64.</summary>
        public Tensor one_hot(long num_classes) => Aten.OneHot.Call(this, num_classes);

        /// <summary>The dimensions in another order, as a view.</summary>
        public unsafe Tensor permute(params ReadOnlySpan<long> dims)
        {
            fixed (long* order = dims)
                return Aten.Permute.Call(this, Value.Longs(order, dims.Length));
        }

        public Tensor relu() => Aten.Relu.Call(this);

        public Tensor relu_() => Aten.ReluInPlace.CallInPlace(this, this);

        public unsafe Tensor reshape(params ReadOnlySpan<long> shape)
        {
            fixed (long* sizes = shape)
                return Aten.Reshape.Call(this, Value.Longs(sizes, shape.Length));
        }

        public Tensor sigmoid() => Aten.Sigmoid.Call(this);

        /// <summary>-1, 0 or 1.</summary>
        public Tensor sign() => Aten.Sign.Call(this);

        /// <summary>One position of a dimension, which goes away.</summary>
        public Tensor select(long dim, long index) => Aten.Select.Call(this, dim, index);

        public Tensor silu() => Aten.Silu.Call(this);

        /// <summary>Positions start to end (exclusive) of a dimension, every step-th, as a view.</summary>
        public Tensor slice(long dim, long start, long end, long step = 1) => Aten.Slice.Call(this, dim, start, end, step);

        public Tensor softmax(long dim) => Aten.Softmax.Call(this, dim);

        public Tensor sqrt() => Aten.Sqrt.Call(this);

        public Tensor sub(Tensor other) => Aten.Sub.Call(this, other);

        public Tensor sum() => Aten.Sum.Call(this);

        public unsafe Tensor sum(long dim, bool keepdim = false) => Aten.SumOver.Call(this, Value.Longs(&dim, 1), keepdim);

        public Tensor tanh() => Aten.Tanh.Call(this);

        /// <summary>On another device; the same tensor again when it lives there already.</summary>
        public Tensor to(Device device) => Aten.To.Call(this, Value.None, Value.None, device);

        /// <summary>As another element type.</summary>
        public Tensor to(ScalarType type) => Aten.To.Call(this, type);

        public Tensor transpose(long dim0, long dim1) => Aten.Transpose.Call(this, dim0, dim1);

        /// <summary>The positions of a dimension of at most 8, one by one, as views.</summary>
        public Tensor[] unbind(int dim) => Aten.Unbind.CallMany((int)shape[dim], this, (long)dim);

        public Tensor zero_() => Aten.ZeroInPlace.CallInPlace(this, this);
    }
}
