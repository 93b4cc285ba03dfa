using Training.Core.Interop.Onnx;
using Training.Core.Torch.Modules;

namespace Training.Core.Torch;

public static partial class torch
{
    /// <summary>Layers and losses.</summary>
    public static partial class nn
    {
        /// <summary>y = x Wᵀ + b, (N, in) to (N, out).</summary>
        public static Linear Linear(long in_features, long out_features, bool bias = true) => new(in_features, out_features, bias);

        /// <summary>2-D convolution, (N, C, H, W) to (N, out, H, W) when padding = kernel / 2 and the stride is 1.</summary>
        public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, long padding = 0, long stride = 1, bool bias = true) =>
            new(in_channels, out_channels, kernel_size, padding, stride, bias);

        /// <summary>Transposed 2-D convolution, (N, C, H, W) to (N, out, 2H, 2W) when kernel 4, stride 2, padding 1.</summary>
        public static ConvTranspose2d ConvTranspose2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, bool bias = true) =>
            new(in_channels, out_channels, kernel_size, stride, padding, bias);

        /// <summary>Batch normalisation of (N, C, H, W).</summary>
        public static BatchNorm BatchNorm2d(long num_features) => new(num_features);

        /// <summary>Layer normalisation over the last dimension.</summary>
        public static LayerNorm LayerNorm(long normalized_shape) => new(normalized_shape);

        /// <summary>(...) numbers below the count to (..., dimension).</summary>
        public static Embedding Embedding(long num_embeddings, long embedding_dim, double deviation = 1) => new(num_embeddings, embedding_dim, deviation);

        /// <summary>Layers of <c>rnn</c>, <c>lstm</c> or <c>gru</c> cells, (N, T, in) to (N, T, hidden · directions).</summary>
        public static Recurrent Recurrent(string cell, long input_size, long hidden_size, int num_layers, bool bidirectional, double dropout, RandomStream random) =>
            new(cell, input_size, hidden_size, num_layers, bidirectional, dropout, random);

        /// <summary>Self-attention, (N, T, embed_dim) to the same.</summary>
        public static MultiheadAttention MultiheadAttention(long embed_dim, int num_heads, double dropout, RandomStream random) => new(embed_dim, num_heads, dropout, random);

        /// <summary>max(x, 0); in place it saves a pass over memory, where nobody else needs the input.</summary>
        public static ReLU ReLU(bool inplace = false) => new(inplace);

        /// <summary>x Φ(x), exact.</summary>
        public static Activation GELU() => new(x => x.gelu(), Activation.Gelu);

        /// <summary>x sigmoid(x).</summary>
        public static Activation SiLU() => new(x => x.silu(), (graph, x) => graph.Node("Mul", [x, graph.Node("Sigmoid", [x])]));

        /// <summary>1 / (1 + exp(-x)).</summary>
        public static Activation Sigmoid() => new(x => x.sigmoid(), (graph, x) => graph.Node("Sigmoid", [x]));

        /// <summary>max(x, slope · x).</summary>
        public static Activation LeakyReLU(double negative_slope = 0.01) => new(x => x.leaky_relu(negative_slope), (graph, x) => graph.Node("LeakyRelu", [x], OnnxAttribute.Of("alpha", (float)negative_slope)));

        /// <summary>Hyperbolic tangent.</summary>
        public static Activation Tanh() => new(x => x.tanh(), (graph, x) => graph.Node("Tanh", [x]));

        /// <summary>The maximum of each kernel_size × kernel_size square.</summary>
        public static MaxPool2d MaxPool2d(long kernel_size) => new(kernel_size);

        /// <summary>(N, ...) to (N, product).</summary>
        public static Flatten Flatten() => new();

        /// <summary>Drops each element with probability p while training, from the given stream only.</summary>
        public static Dropout Dropout(double p, RandomStream random) => new(p, random);

        /// <summary>One module after the other, named 0, 1, ...</summary>
        public static Sequential Sequential(params ReadOnlySpan<Module<Tensor, Tensor>> modules) => new(modules);

        /// <summary>Stateless forms.</summary>
        public static class functional
        {
            /// <summary>Mean cross entropy of logits (N, C) against class numbers (N), optionally smoothed; a scalar.</summary>
            public static Tensor cross_entropy(Tensor input, Tensor target, double label_smoothing = 0, bool sum = false, Tensor? weight = null) =>
                Aten.CrossEntropy.Call(input, target, weight, sum ? 2 : 1, -100, label_smoothing);

            /// <summary>Mean binary cross entropy of logits against targets of the same shape, each times its weight (broadcast).</summary>
            public static Tensor binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? weight = null) =>
                Aten.BinaryCrossEntropyWithLogits.Call(input, target, weight);

            /// <summary>Mean of (input - target)², over all elements.</summary>
            public static Tensor mse_loss(Tensor input, Tensor target) => Aten.MseLoss.Call(input, target);

            /// <summary>Mean of |input - target|, over all elements.</summary>
            public static Tensor l1_loss(Tensor input, Tensor target) => Aten.L1Loss.Call(input, target);

            /// <summary>Mean of Huber's loss: e² / 2 below delta, else delta (|e| - delta / 2).</summary>
            public static Tensor huber_loss(Tensor input, Tensor target, double delta = 1) => Aten.HuberLoss.Call(input, target, 1, delta);

            /// <summary>target · (ln target - input), element by element; input holds logarithms.</summary>
            public static Tensor kl_div(Tensor input, Tensor target) => Aten.KlDiv.Call(input, target, 0);

            /// <summary>x Wᵀ + b, optionally from values rounded to bfloat16; the answer is of the input's type either way.</summary>
            public static Tensor linear(Tensor input, Tensor weight, Tensor? bias = null, bool bfloat16 = false) => bfloat16
                ? Aten.Linear.Call(Rounded(input), Rounded(weight), bias is null ? null : Rounded(bias)).to(input.dtype)
                : Aten.Linear.Call(input, weight, bias);

            /// <summary>2-D convolution, optionally from values rounded to bfloat16; the answer is of the input's type either way.</summary>
            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias, long padding, long stride = 1, bool bfloat16 = false)
            {
                ArgumentNullException.ThrowIfNull(input);
                ArgumentNullException.ThrowIfNull(weight);
                return bfloat16
                    ? Convolved(Rounded(input), Rounded(weight), bias is null ? null : Rounded(bias), padding, stride, ConvolutionThen.Nothing).to(input.dtype)
                    : Convolved(input, weight, bias, padding, stride, ConvolutionThen.Nothing);
            }

            /// <summary>relu(conv2d(input)) in one pass.</summary>
            internal static Tensor conv2d_relu(Tensor input, Tensor weight, Tensor? bias, long padding, long stride) => Convolved(input, weight, bias, padding, stride, ConvolutionThen.Rectify);

            /// <summary>max_pool2d(relu(conv2d(input)), 2) in one pass.</summary>
            internal static Tensor conv2d_relu_max_pool2d(Tensor input, Tensor weight, Tensor? bias, long padding, long stride) =>
                Convolved(input, weight, bias, padding, stride, ConvolutionThen.RectifyAndPool);

            /// <summary>Batch normalisation by the batch's own statistics, (N, C, ...) to the same; the running ones (C) follow by <paramref name="momentum"/>.</summary>
            internal static Tensor batch_norm(Tensor input, Tensor weight, Tensor bias, Tensor runningMean, Tensor runningVar, double momentum, double epsilon) => new(Native.Checked(
                Native.shim_batch_norm(input.Handle, weight.Handle, bias.Handle, runningMean.Handle, runningVar.Handle, momentum, epsilon), nameof(batch_norm)));

            /// <summary>Transposed 2-D convolution, weight (in, out, k, k), optionally from values rounded to bfloat16; the answer is of the input's type either way.</summary>
            public static unsafe Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor? bias, long stride, long padding, bool bfloat16 = false)
            {
                if (bfloat16)
                    return conv_transpose2d(Rounded(input), Rounded(weight), bias is null ? null : Rounded(bias), stride, padding).to(input.dtype);
                var steps = stackalloc long[] { stride, stride };
                var pad = stackalloc long[] { padding, padding };
                return Aten.ConvTranspose2d.Call(input, weight, bias, Value.Longs(steps, 2), Value.Longs(pad, 2));
            }

            /// <summary>Zeros around; the widths go from the last dimension backwards, before and after each.</summary>
            public static unsafe Tensor pad(Tensor input, params ReadOnlySpan<long> widths)
            {
                fixed (long* first = widths)
                    return Aten.ConstantPad.Call(input, Value.Longs(first, widths.Length), 0L);
            }

            /// <summary>One direction of an LSTM layer on the CPU, (T, N, in) to (T, N, H), from a zero state.</summary>
            /// <param name="input">float32 or float64, as all weights.</param>
            /// <param name="weights">w_ih (4H, in), w_hh (4H, H), b_ih (4H), b_hh (4H); gates in the order input, forget, cell, output.</param>
            /// <param name="reverse">From the last step to the first.</param>
            internal static Tensor lstm_layer(Tensor input, ReadOnlySpan<Tensor> weights, bool reverse) => new(Native.Checked(
                Native.shim_lstm(input.Handle, weights[0].Handle, weights[1].Handle, weights[2].Handle, weights[3].Handle, reverse ? 1 : 0), nameof(lstm_layer)));

            /// <summary>One transformer block with the normalisation first on the CPU, (N, T, width) to the same, in one piece.</summary>
            /// <param name="input">float32 or float64, as all weights and masks.</param>
            /// <param name="weights">Weight and bias of norm1, in_proj, out_proj, norm2, linear1 and linear2, twelve tensors.</param>
            /// <param name="masks">Of dropout: on the attention's shares (N·heads, T, T), its output, the hidden units and the block's output; each null without.</param>
            /// <param name="heads">They share the width.</param>
            /// <param name="gelu">Else max(x, 0).</param>
            /// <param name="causal">Whether a position sees only itself and earlier ones.</param>
            internal static unsafe Tensor transformer_block(Tensor input, ReadOnlySpan<Tensor> weights, ReadOnlySpan<Tensor?> masks, long heads, bool gelu, bool causal)
            {
                var weightHandles = stackalloc nint[12];
                var maskHandles = stackalloc nint[4];
                for (var k = 0; k < 12; k++)
                    weightHandles[k] = weights[k].Handle;
                for (var k = 0; k < 4; k++)
                    maskHandles[k] = masks[k]?.Handle ?? 0;
                return new(Native.Checked(Native.shim_transformer_block(input.Handle, weightHandles, maskHandles, heads, gelu ? 1 : 0, causal ? 1 : 0), nameof(transformer_block)));
            }

            /// <summary>Non-overlapping maximum pooling.</summary>
            public static Tensor max_pool2d(Tensor input, long kernel_size) => Pool(input, kernel_size, rectify: false);

            /// <summary>max_pool2d(relu(x)) in one pass, equal to the two to the bit.</summary>
            internal static Tensor relu_max_pool2d(Tensor input, long kernel_size) => Pool(input, kernel_size, rectify: true);

            private static Tensor Convolved(Tensor input, Tensor weight, Tensor? bias, long padding, long stride, ConvolutionThen then) =>
                new(Native.Checked(Native.shim_conv2d(input.Handle, weight.Handle, bias?.Handle ?? 0, padding, stride, (long)then), nameof(conv2d)));

            private static Tensor Rounded(Tensor tensor) => tensor.to(ScalarType.BFloat16);

            private static Tensor Pool(Tensor input, long kernel_size, bool rectify)
            {
                ArgumentNullException.ThrowIfNull(input);
                ArgumentOutOfRangeException.ThrowIfNegativeOrZero(kernel_size);
                return new Tensor(Native.Checked(Native.shim_max_pool(input.Handle, kernel_size, rectify ? 1 : 0), nameof(max_pool2d)));
            }
        }
    }
}
