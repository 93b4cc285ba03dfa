using System.Net;

namespace Platform.Client.Delivery;

/// <summary>The content of an upload, which says how far it is. Of a file that grows meanwhile only what was there at the beginning is sent.</summary>
/// <param name="content">From its beginning on.</param>
/// <param name="sent">Told after each block how many bytes are on their way.</param>
internal sealed class UploadBody(Stream content, Action<long> sent) : HttpContent
{
    private readonly long _length = content.Length;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        content.Seek(0, SeekOrigin.Begin);
        var block = new byte[1 << 16];
        for (var done = 0L; done < _length;)
        {
            var read = await content.ReadAsync(block.AsMemory(0, (int)Math.Min(block.Length, _length - done)), cancellationToken);
            if (read == 0)
                throw new EndOfStreamException("The file has become shorter while it was sent.");
            await stream.WriteAsync(block.AsMemory(0, read), cancellationToken);
            sent(done += read);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }
}
