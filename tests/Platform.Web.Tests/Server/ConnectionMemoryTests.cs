using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Platform.Web.Server;
using Platform.Web.Tests.Api;
using Xunit;

namespace Platform.Web.Tests.Server;

/// <summary>The memory that the server reads into.</summary>
public sealed class ConnectionMemoryTests(WebServer web) : IClassFixture<WebServer>
{
    [Fact]
    public void The_server_takes_its_blocks_from_here() => Assert.IsType<ConnectionMemory>(web.Services.GetRequiredService<IMemoryPoolFactory<byte>>());

    [Fact]
    public void A_block_that_is_given_back_is_lent_again_but_never_to_two()
    {
        using var pool = new ConnectionMemory();
        var first = pool.Rent(4_096);
        Assert.Equal(64 << 10, first.Memory.Length);
        first.Dispose();
        first.Dispose();
        using var second = pool.Rent();
        using var third = pool.Rent();
        Assert.Same(Array(first.Memory), Array(second.Memory));
        Assert.NotSame(Array(second.Memory), Array(third.Memory));
    }

    [Fact]
    public void More_than_a_block_is_refused()
    {
        using var pool = new ConnectionMemory();
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(pool.MaxBufferSize + 1));
    }

    private static byte[] Array(ReadOnlyMemory<byte> memory) => MemoryMarshal.TryGetArray(memory, out var segment) ? segment.Array! : throw new InvalidOperationException("No array.");
}
