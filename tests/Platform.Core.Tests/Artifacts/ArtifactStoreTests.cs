using System.Security.Cryptography;
using Platform.Core.Artifacts;
using Xunit;

namespace Platform.Core.Tests.Artifacts;

public sealed class ArtifactStoreTests : IDisposable
{
    private static readonly DateTime Old = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly string _root = Directory.CreateTempSubdirectory("platform-artifacts-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task What_was_saved_is_read_back_by_its_digest_and_kept_once()
    {
        var store = new ArtifactStore(_root);
        var content = new byte[300_000];
        new Random(1).NextBytes(content);
        var stored = await store.SaveAsync(new MemoryStream(content), content.Length);
        Assert.Equal(new StoredArtifact(Convert.ToHexStringLower(SHA256.HashData(content)), content.Length), stored);
        Assert.Equal(stored, await store.SaveAsync(new MemoryStream(content), content.Length));
        Assert.Single(Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories));

        await using var read = store.Open(stored.Digest)!;
        var again = new MemoryStream();
        await read.CopyToAsync(again);
        Assert.Equal(content, again.ToArray());
        Assert.Null(store.Open(Convert.ToHexStringLower(SHA256.HashData([1]))));
        Assert.Throws<ArgumentException>(() => store.Open("../../etc/passwd"));
    }

    [Fact]
    public async Task What_fails_or_is_too_long_leaves_nothing()
    {
        var store = new ArtifactStore(_root);
        await Assert.ThrowsAsync<ArtifactTooLargeException>(() => store.SaveAsync(new MemoryStream(new byte[11]), 10));
        await Assert.ThrowsAsync<IOException>(() => store.SaveAsync(new Failing(), 1_000_000));
        Assert.Empty(Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void What_an_ended_process_left_half_is_cleared_after_a_day()
    {
        Directory.CreateDirectory(Path.Combine(_root, "staging"));
        var old = Path.Combine(_root, "staging", "old");
        var young = Path.Combine(_root, "staging", "young");
        File.WriteAllText(old, "half");
        File.WriteAllText(young, "half");
        File.SetLastWriteTimeUtc(old, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        _ = new ArtifactStore(_root);
        Assert.Equal([young], Directory.EnumerateFiles(Path.Combine(_root, "staging")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_stored_while_an_equal_content_is_set_aside_stays_however_that_is_settled(bool keep)
    {
        var store = new ArtifactStore(_root);
        var (digest, file) = await StoredAsync(store);
        File.SetLastWriteTimeUtc(file, Old);
        var aside = store.SetAside(digest)!;
        Assert.Equal(Old, aside.LastWrite.UtcDateTime);
        Assert.Null(store.Open(digest));
        Assert.Null(store.SetAside(digest));

        await StoredAsync(store);
        store.Settle(aside, keep);
        Assert.Equal([file], Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories));
        Assert.True(File.GetLastWriteTimeUtc(file) > Old);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_set_aside_goes_back_or_away(bool keep)
    {
        var store = new ArtifactStore(_root);
        var (digest, file) = await StoredAsync(store);
        store.Settle(store.SetAside(digest)!, keep);
        Assert.Equal(keep ? [file] : [], Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_store_that_is_opened_while_another_process_collects_loses_nothing_and_one_for_reading_touches_nothing()
    {
        var reading = ArtifactStore.ForReading(_root);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root));
        var store = ArtifactStore.In(_root);
        var digest = (await store.SaveAsync(new MemoryStream([1, 2, 3]), 10)).Digest;
        await using (var content = reading.Open(digest))
            Assert.Equal(3, content!.Length);
        var file = Path.Combine(_root, "artifacts", digest[..2], $"{digest}.bin");
        File.SetLastWriteTimeUtc(file, Old);
        var aside = store.SetAside(digest)!;
        Assert.Null(ArtifactStore.ForReading(_root).Open(digest));
        Assert.True(File.Exists(aside.File));

        _ = ArtifactStore.In(_root);
        Assert.False(File.Exists(aside.File));
        Assert.True(File.Exists(file));
        store.Settle(aside, keep: true);
        store.Settle(aside, keep: false);
        Assert.True(File.Exists(file));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("model/data/a b.bin", true)]
    [InlineData("ü/日本", true)]
    [InlineData(".hidden", true)]
    [InlineData("a..b", true)]
    [InlineData("", false)]
    [InlineData("/a", false)]
    [InlineData("a/", false)]
    [InlineData("a//b", false)]
    [InlineData("..", false)]
    [InlineData("a/../b", false)]
    [InlineData("./a", false)]
    [InlineData("a\\b", false)]
    [InlineData("C:/a", false)]
    [InlineData("a\nb", false)]
    [InlineData("a\0b", false)]
    [InlineData("😀", true)]
    public void Only_safe_relative_names_are_paths(string path, bool valid) => Assert.Equal(valid, ArtifactPath.IsValid(path));

    [Fact]
    public void A_path_fits_into_the_databases_index_however_many_bytes_its_characters_have()
    {
        Assert.True(ArtifactPath.IsValid(new string('a', 1_000)));
        Assert.True(ArtifactPath.IsValid(new string('ü', 1_000)));
        Assert.True(ArtifactPath.IsValid(new string('日', 666)));
        Assert.False(ArtifactPath.IsValid(new string('日', 667)));
        Assert.False(ArtifactPath.IsValid(new string('a', 1_001)));
        Assert.False(ArtifactPath.IsValid("a\ud800b"));
        Assert.False(ArtifactPath.IsValid("a\udc00"));
    }

    private async Task<(string Digest, string File)> StoredAsync(ArtifactStore store)
    {
        var digest = (await store.SaveAsync(new MemoryStream([1, 2, 3]), 10)).Digest;
        return (digest, Path.Combine(_root, digest[..2], $"{digest}.bin"));
    }

    private sealed class Failing : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Position++ == 0
            ? ValueTask.FromResult(1)
            : throw new IOException("The line is dead.");
    }
}
