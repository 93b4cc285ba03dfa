using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using Platform.Cli.Data;
using Platform.Cli.Local;
using Platform.Cli.Tests.Support;
using Training.Core.Data;

namespace Platform.Cli.Tests.Data;

public class DatasetDownloadTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 500).Select(i => (byte)i)];
    private static readonly byte[] Packed = Pack(Content);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_got_checked_and_put_in_its_place()
    {
        using var folder = new TemporaryFolder();
        using var mirror = Mirror.Serving(Packed);

        await new DatasetDownload(Source(mirror.Address), folder.Path, _ => { }).RunAsync(Cancel);

        Assert.Equal(Packed, await File.ReadAllBytesAsync(folder.Combine("tiny", "a.gz"), Cancel));
    }

    [Fact]
    public async Task A_damaged_mirror_is_passed_over_for_the_next()
    {
        using var folder = new TemporaryFolder();
        using var damaged = Mirror.Serving([1, 2, 3]);
        using var good = Mirror.Serving(Packed);

        await new DatasetDownload(Source(damaged.Address, good.Address), folder.Path, _ => { }).RunAsync(Cancel);

        Assert.Equal(Packed, await File.ReadAllBytesAsync(folder.Combine("tiny", "a.gz"), Cancel));
    }

    [Fact]
    public async Task A_mirror_whose_connection_breaks_off_is_passed_over_for_the_next()
    {
        using var folder = new TemporaryFolder();
        await using var broken = new BrokenServer();
        using var good = Mirror.Serving(Packed);

        await new DatasetDownload(Source(broken.Address, good.Address), folder.Path, _ => { }).RunAsync(Cancel);

        Assert.Equal(Packed, await File.ReadAllBytesAsync(folder.Combine("tiny", "a.gz"), Cancel));
    }

    [Fact]
    public async Task Wrong_bytes_never_take_the_file_s_place()
    {
        using var folder = new TemporaryFolder();
        using var damaged = Mirror.Serving([1, 2, 3]);

        var error = await Assert.ThrowsAsync<CliException>(() => new DatasetDownload(Source(damaged.Address), folder.Path, _ => { }).RunAsync(Cancel));

        Assert.Contains("SHA-256", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Combine("tiny")));
    }

    [Fact]
    public async Task Without_network_the_message_says_which_file_to_put_where()
    {
        using var folder = new TemporaryFolder();

        var error = await Assert.ThrowsAsync<CliException>(() => new DatasetDownload(Source("http://127.0.0.1:9/"), folder.Path, _ => { }).RunAsync(Cancel));

        Assert.Contains(folder.Combine("tiny"), error.Message, StringComparison.Ordinal);
        Assert.Contains(Digest(Packed), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_there_and_right_is_not_got_again()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Combine("tiny"));
        await File.WriteAllBytesAsync(folder.Combine("tiny", "a.gz"), Packed, Cancel);

        await new DatasetDownload(Source("http://127.0.0.1:9/"), folder.Path, _ => { }).RunAsync(Cancel);
    }

    [Fact]
    public async Task The_same_content_packed_by_somebody_else_is_right_too()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Combine("tiny"));
        var other = Pack(Content, CompressionLevel.NoCompression);
        Assert.NotEqual(Packed, other);
        await File.WriteAllBytesAsync(folder.Combine("tiny", "a.gz"), other, Cancel);

        await new DatasetDownload(Source("http://127.0.0.1:9/"), folder.Path, _ => { }).RunAsync(Cancel);
    }

    [Fact]
    public async Task A_damaged_file_is_replaced()
    {
        using var folder = new TemporaryFolder();
        using var mirror = Mirror.Serving(Packed);
        Directory.CreateDirectory(folder.Combine("tiny"));
        await File.WriteAllBytesAsync(folder.Combine("tiny", "a.gz"), Packed[..20], Cancel);

        await new DatasetDownload(Source(mirror.Address), folder.Path, _ => { }).RunAsync(Cancel);

        Assert.Equal(Packed, await File.ReadAllBytesAsync(folder.Combine("tiny", "a.gz"), Cancel));
    }

    [Fact]
    public async Task An_unknown_data_set_is_answered_with_the_known_ones()
    {
        var run = await CliRun.Of("data", "get", "mnits");

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("mnist", run.Error, StringComparison.Ordinal);
    }

    private static DatasetSource Source(params string[] mirrors) =>
        new("tiny", "Tiny", "none", new ImageShape(1, 28, 28), ["zero", "one"], mirrors, [new("a.gz", Packed.Length, Digest(Packed), Content.Length, Digest(Content))]);

    private static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Pack(byte[] bytes, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, level)) zip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>A web server that answers every request with the same bytes.</summary>
    private sealed class Mirror : IDisposable
    {
        private readonly HttpListener _listener = new();

        private Mirror(int port)
        {
            Address = $"http://127.0.0.1:{port}/";
            _listener.Prefixes.Add(Address);
            _listener.Start();
        }

        public string Address { get; }

        public static Mirror Serving(byte[] bytes)
        {
            var mirror = new Mirror(FreePort.Any());
            _ = mirror.ServeAsync(bytes);
            return mirror;
        }

        public void Dispose() => _listener.Close();

        private async Task ServeAsync(byte[] bytes)
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    context.Response.ContentLength64 = bytes.Length;
                    await context.Response.OutputStream.WriteAsync(bytes);
                    context.Response.Close();
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // The test has ended and closed the listener.
                return;
            }
        }
    }
}
