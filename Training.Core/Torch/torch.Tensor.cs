using System.Runtime.CompilerServices;

namespace Training.Core.Torch;

public static partial class torch
{
    /// <summary>
    /// A handle on a libtorch tensor. It is freed by <see cref="Dispose()"/> or by the <see cref="DisposeScope"/> that owns it; there is
    /// no finalizer, so a tensor made outside any scope must be disposed by its maker.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private nint _handle;

        internal Tensor(nint handle)
        {
            _handle = handle;
            DisposeScope.Adopt(this);
        }

        /// <summary>The sizes, outermost first.</summary>
        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[Native.shim_dims(Handle)];
                fixed (long* first = sizes)
                    Native.shim_sizes(_handle, first);
                return sizes;
            }
        }

        /// <summary>Number of dimensions.</summary>
        public long ndim => Native.shim_dims(Handle);

        /// <summary>Element type.</summary>
        public ScalarType dtype => (ScalarType)Native.shim_dtype(Handle);

        /// <summary>Where it lives.</summary>
        public Device device => Native.shim_device(Handle) is var code && (DeviceType)(code >> 8) == DeviceType.CPU ? CPU : new Device((DeviceType)(code >> 8), (sbyte)(code & 0xFF));

        /// <summary>Whether operations on it are recorded for <see cref="backward"/>.</summary>
        public bool requires_grad
        {
            get => Native.Checked(Native.shim_requires_grad(Handle), nameof(requires_grad)) != 0;
            set => Native.Checked(Native.shim_set_requires_grad(Handle, value ? 1 : 0), nameof(requires_grad));
        }

        /// <summary>The gradient of the last <see cref="backward"/>, or null. A new handle each time, owned by the current scope.</summary>
        public Tensor? grad
        {
            get => Native.shim_grad(Handle) is var found and not 0 ? new Tensor(found) : null;
            set => Native.Checked(Native.shim_set_grad(Handle, value?.Handle ?? 0), nameof(grad));
        }

        internal DisposeScope? Owner { get; set; }

        internal nint Handle
        {
            get
            {
                ObjectDisposedException.ThrowIf(_handle == 0, this);
                return _handle;
            }
        }

        /// <summary>Number of elements.</summary>
        public long numel()
        {
            var product = 1L;
            foreach (var side in shape)
                product *= side;
            return product;
        }

        /// <summary>Gradients of this scalar with respect to everything that requires them.</summary>
        public void backward() => Native.Checked(Native.shim_backward(Handle), nameof(backward));

        /// <summary>The only element as a double. Waits for the device.</summary>
        public unsafe double item()
        {
            double value;
            Native.Checked(Native.shim_item(Handle, &value), nameof(item));
            return value;
        }

        /// <summary>All elements, row-major, copied to managed memory. <typeparamref name="T"/> must have the size of the element type.</summary>
        public unsafe T[] ToArray<T>()
            where T : unmanaged
        {
            var copy = new T[numel()];
            fixed (T* first = copy)
                Native.Checked(Native.shim_copy_out(Handle, first, copy.LongLength * Unsafe.SizeOf<T>()), nameof(ToArray));
            return copy;
        }

        /// <summary>Hands it to the enclosing scope, so that a helper can return it out of its own.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            Owner?.MoveOut(this);
            return this;
        }

        /// <summary>Takes it out of all scopes: from now on its holder disposes it.</summary>
        public Tensor DetachFromDisposeScope()
        {
            Owner = null;
            return this;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            Dispose(disposing: true);
            GC.SuppressFinalize(this);
        }

        /// <summary>Gives the handle to a new owner, which counts it again.</summary>
        internal nint Take()
        {
            DisposeScope.Freed(1);
            return Surrender();
        }

        /// <summary>Puts another tensor's handle in the place of this one's.</summary>
        internal unsafe void Replace(Tensor other)
        {
            var old = Interlocked.Exchange(ref _handle, other.Take());
            Native.shim_release(&old, 1);
        }

        /// <summary>Gives the handle up without freeing it; 0 when it was freed before.</summary>
        internal nint Surrender() => Interlocked.Exchange(ref _handle, 0);

        /// <summary>Frees the handle once.</summary>
        protected virtual unsafe void Dispose(bool disposing)
        {
            var handle = Surrender();
            if (handle == 0)
                return;
            Native.shim_release(&handle, 1);
            DisposeScope.Freed(1);
        }
    }
}
