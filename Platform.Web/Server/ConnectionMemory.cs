using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace Platform.Web.Server;

/// <summary>
/// The memory into which the server reads from connections and writes for them: blocks of 64 kB where the framework takes 4 kB. A batch of a thousand points has 70 kB,
/// which are two readings instead of eighteen, each of which asks the kernel twice and may wake the thread that waits for the rest. A connection without a request holds none.
/// </summary>
internal sealed class ConnectionMemory : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    private const int BlockBytes = 64 << 10;
    private const int MostKept = 256; // 16 MB; what a crowd needed beyond that is left to the collector

    private readonly ConcurrentQueue<Block> _free = new();
    private int _kept;

    /// <inheritdoc/>
    public override int MaxBufferSize => BlockBytes;

    /// <summary>The one pool: its blocks serve all connections.</summary>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        if (!_free.TryDequeue(out var block))
            return new Block(this);
        Interlocked.Decrement(ref _kept);
        block.Lend();
        return block;
    }

    /// <summary>Does nothing: the server disposes of the pool once for each address that it listens at, and the blocks are the collector's.</summary>
    protected override void Dispose(bool disposing)
    {
    }

    private void GiveBack(Block block)
    {
        if (Interlocked.Increment(ref _kept) <= MostKept)
            _free.Enqueue(block);
        else
            Interlocked.Decrement(ref _kept);
    }

    // Pinned for good, so that the kernel is handed an address without a handle each time.
    private sealed class Block(ConnectionMemory pool) : IMemoryOwner<byte>
    {
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true);
        private int _lent = 1;

        public Memory<byte> Memory => MemoryMarshal.CreateFromPinnedArray(_bytes, 0, BlockBytes);

        public void Lend() => _lent = 1;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _lent, 0) == 1)
                pool.GiveBack(this);
        }
    }
}
