using System.Reflection;
using Training.Core.Interop.Onnx;
using Training.Core.Torch.Modules;

namespace Training.Core.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A layer or network: named parameters, named children, a training mode.</summary>
        public abstract class Module(string name) : IDisposable
        {
            private readonly List<(string Name, Parameter Parameter)> _parameters = [];
            private readonly List<(string Name, ModuleBuffer Buffer, bool Persistent)> _buffers = [];
            private readonly List<(string Name, Module Module)> _children = [];

            private bool _frozen;

            /// <summary>The class's name, for messages.</summary>
            public string GetName() => name;

            /// <summary>Whether dropout is active and batch norm looks at its batch.</summary>
            public bool training { get; private set; } = true;

            /// <summary>Sets the mode here and in all children; what is frozen stays in evaluation mode.</summary>
            public void train(bool on = true)
            {
                training = on && !_frozen;
                foreach (var (_, child) in _children)
                    child.train(on);
            }

            /// <summary>Whether matrix products and convolutions are computed from inputs and weights rounded to bfloat16; weights, sums and all else stay float32.</summary>
            internal bool bfloat16 { get; private set; }

            /// <summary>Sets <see cref="bfloat16"/> here and in all children.</summary>
            internal void MultiplyInBfloat16(bool on = true)
            {
                bfloat16 = on;
                foreach (var (_, child) in _children)
                    child.MultiplyInBfloat16(on);
            }

            /// <summary>Puts this module and everything below it in evaluation mode for good.</summary>
            internal void freeze()
            {
                foreach (var module in modules())
                    (module._frozen, module.training) = (true, false);
            }

            /// <summary>Evaluation mode.</summary>
            public void eval() => train(on: false);

            /// <summary>The parameters of this module itself and of none below it, under their names here, which may hold a dot.</summary>
            internal IReadOnlyList<(string name, Parameter parameter)> own_parameters() => _parameters;

            /// <summary>Every parameter with PyTorch's dotted name, in the order of registration.</summary>
            public IEnumerable<(string name, Parameter parameter)> named_parameters()
            {
                foreach (var own in _parameters)
                    yield return own;
                foreach (var (prefix, child) in _children)
                {
                    foreach (var (inner, parameter) in child.named_parameters())
                        yield return ($"{prefix}.{inner}", parameter);
                }
            }

            /// <summary>Every parameter, in the order of <see cref="named_parameters"/>.</summary>
            public IEnumerable<Parameter> parameters() => named_parameters().Select(pair => pair.parameter);

            /// <summary>Every buffer (what training changes without gradients, such as running means) with PyTorch's dotted name.</summary>
            public IEnumerable<(string name, ModuleBuffer buffer)> named_buffers() => Buffers().Select(entry => (entry.Name, entry.Buffer));

            /// <summary>All that a saved model consists of: the parameters, then the persistent buffers, under PyTorch's names.</summary>
            public IEnumerable<(string name, Tensor tensor)> state_dict() =>
                [.. named_parameters().Select(pair => (pair.name, (Tensor)pair.parameter)), .. Buffers().Where(entry => entry.Persistent).Select(entry => (entry.Name, (Tensor)entry.Buffer))];

            /// <summary>This module and everything below it, depth first.</summary>
            public IEnumerable<Module> modules() => _children.SelectMany(child => child.Module.modules()).Prepend(this);

            /// <summary>This module under "" and everything below it under its dotted name, depth first.</summary>
            public IEnumerable<(string name, Module module)> named_modules()
            {
                yield return ("", this);
                foreach (var (prefix, child) in _children)
                {
                    foreach (var (inner, module) in child.named_modules())
                        yield return (inner.Length == 0 ? prefix : $"{prefix}.{inner}", module);
                }
            }

            /// <summary>Moves all parameters and buffers; do it before an optimizer is built on them.</summary>
            public void to(Device device)
            {
                foreach (var parameter in parameters())
                    parameter.MoveTo(device);
                foreach (var (_, buffer) in named_buffers())
                    buffer.MoveTo(device);
            }

            /// <inheritdoc/>
            public void Dispose()
            {
                Dispose(disposing: true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Registers the fields that hold parameters, buffers or modules, under their names without a leading underscore. Call it last in the constructor.</summary>
            protected void RegisterComponents()
            {
                foreach (var field in GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
                {
                    var title = field.Name.TrimStart('_');
                    switch (field.GetValue(this))
                    {
                        case Parameter parameter:
                            register_parameter(title, parameter);
                            break;
                        case ModuleBuffer buffer:
                            register_buffer(title, buffer);
                            break;
                        case Module module:
                            register_module(title, module);
                            break;
                    }
                }
            }

            /// <summary>Adds a parameter under a name; it belongs to the module from now on.</summary>
            protected void register_parameter(string parameterName, Parameter parameter) => _parameters.Add((parameterName, parameter));

            /// <summary>Adds a buffer under a name; it belongs to the module from now on. One that is not persistent is no part of a saved model.</summary>
            protected void register_buffer(string bufferName, ModuleBuffer buffer, bool persistent = true) => _buffers.Add((bufferName, buffer, persistent));

            /// <summary>Adds a child under a name; it belongs to the module from now on.</summary>
            protected void register_module(string moduleName, Module module) => _children.Add((moduleName, module));

            private IEnumerable<(string Name, ModuleBuffer Buffer, bool Persistent)> Buffers() =>
                [.. _buffers, .. _children.SelectMany(child => child.Module.Buffers().Select(entry => ($"{child.Name}.{entry.Name}", entry.Buffer, entry.Persistent)))];

            /// <summary>Frees all parameters and buffers.</summary>
            protected virtual void Dispose(bool disposing)
            {
                foreach (var (_, parameter) in _parameters)
                    parameter.Dispose();
                foreach (var (_, buffer, _) in _buffers)
                    buffer.Dispose();
                foreach (var (_, child) in _children)
                    child.Dispose();
            }
        }

        /// <summary>A module with one input and one output.</summary>
        public abstract class Module<T, TResult>(string name) : Module(name)
        {
            /// <summary>Computes the output.</summary>
            public abstract TResult forward(T input);

            /// <summary>Computes the output.</summary>
            public TResult call(T input)
            {
                var output = forward(input);
                LayerProbe.Show(this, output);
                return output;
            }

            /// <summary>Adds what <see cref="forward"/> computes in evaluation mode to an ONNX graph.</summary>
            /// <returns>The output's name in the graph.</returns>
            /// <exception cref="NotSupportedException">It has no form in ONNX.</exception>
            internal virtual string ToOnnx(OnnxGraph graph, string input) => throw new NotSupportedException($"A {GetName()} has no form in ONNX. Download the checkpoint instead: its weights bear PyTorch's names.");
        }
    }
}
