using System.Security.Cryptography;
using System.Text;
using Training.Core.Interop;
using Xunit;

namespace Training.Core.Tests.Training;

public sealed class CheckpointTests : IDisposable
{
    private static readonly TrainingSpec Spec = Some.Spec();
    private readonly TemporaryFolder _folder = new();
    private readonly CheckpointInfo _saved;

    public CheckpointTests()
    {
        using var session = Some.Session(Spec);
        session.RunEpoch(CancellationToken.None);
        _saved = session.SaveCheckpoint(_folder.Path);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_checkpoint_is_named_by_the_digest_of_its_bytes()
    {
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_saved.File))), _saved.Digest);
        Assert.Equal(Path.Combine(_folder.Path, _saved.Digest + ".ckpt"), _saved.File);
        Assert.Equal(1, _saved.Epoch);
    }

    [Fact]
    public void Any_safetensors_reader_finds_the_weights_under_pytorchs_names()
    {
        using var file = SafeTensorsFile.Open(_saved.File);

        Assert.Equal([32, 784], file.Get("layers.0.weight").Shape);
        Assert.Equal([10], file.Get("layers.6.bias").Shape);
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Contains("generator.dropout", file.Entries.Select(entry => entry.Name));
        Assert.Contains("optimizer.exp_avg_sq.5", file.Entries.Select(entry => entry.Name));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(500)]
    [InlineData(-1)]
    public void A_truncated_file_is_refused(int length)
    {
        var bytes = File.ReadAllBytes(_saved.File);
        File.WriteAllBytes(_saved.File, bytes[..(length < 0 ? bytes.Length - 1 : length)]);

        AssertRefused(_saved.File, "cut short or altered", _saved.Digest);
    }

    [Fact]
    public void A_single_changed_bit_is_refused()
    {
        var bytes = File.ReadAllBytes(_saved.File);
        bytes[^1] ^= 1;
        File.WriteAllBytes(_saved.File, bytes);

        AssertRefused(_saved.File, "cut short or altered", _saved.Digest);
    }

    [Fact]
    public void Another_digest_than_the_registered_one_is_refused()
    {
        var other = new string('a', 64);

        var error = Assert.Throws<CheckpointException>(() => TrainedModel.Load(_saved.File, other));
        Assert.Contains(other, error.Message, StringComparison.Ordinal);
        Assert.Contains(_saved.Digest, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_refused_with_the_remedy()
    {
        File.Delete(_saved.File);

        AssertRefused(_saved.File, "Restore the file", _saved.Digest);
    }

    [Fact]
    public void A_name_without_a_digest_is_refused()
    {
        var renamed = Path.Combine(_folder.Path, "last.ckpt");
        File.Move(_saved.File, renamed);

        AssertRefused(renamed, "not named by its SHA-256", "rename it");
    }

    [Fact]
    public void A_checkpoint_of_another_spec_is_refused()
    {
        var error = Assert.Throws<CheckpointException>(() => TrainingSession.Resume(Some.Spec(("learning_rate", 0.5)), Some.Digits, Some.OneThread, _saved.File));

        Assert.Contains("its own spec", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_foreign_safetensors_file_and_another_format_version_are_refused()
    {
        AssertRefused(Write(new Dictionary<string, string>(StringComparer.Ordinal)), "not a checkpoint of this platform", "entry 'checkpoint'");
        AssertRefused(Write(new Dictionary<string, string>(StringComparer.Ordinal) { ["checkpoint"] = """{"formatVersion":99}""" }), "format version 99, expected 1", "Use the version");
        AssertRefused(Write(new Dictionary<string, string>(StringComparer.Ordinal) { ["checkpoint"] = """{"formatVersion":1}""" }), "incomplete", "Save it again");
        AssertRefused(Write(new Dictionary<string, string>(StringComparer.Ordinal) { ["checkpoint"] = "{" }), "not JSON", "Save it again");
    }

    [Fact]
    public void A_file_that_is_no_safetensors_at_all_is_refused()
    {
        var content = Encoding.UTF8.GetBytes("hello, this is no checkpoint");
        var file = Path.Combine(_folder.Path, Convert.ToHexStringLower(SHA256.HashData(content)) + ".ckpt");
        File.WriteAllBytes(file, content);

        AssertRefused(file, "Restore the file", "Expected a checkpoint");
    }

    private string Write(Dictionary<string, string> metadata)
    {
        using var memory = new MemoryStream();
        SafeTensorsWriter.Write(memory, [SafeTensor.Of("x", [1], new float[] { 1 })], metadata);
        var file = Path.Combine(_folder.Path, Convert.ToHexStringLower(SHA256.HashData(memory.ToArray())) + ".ckpt");
        File.WriteAllBytes(file, memory.ToArray());
        return file;
    }

    private static void AssertRefused(string file, params string[] parts)
    {
        var error = Assert.Throws<CheckpointException>(() => TrainingSession.Resume(Spec, Some.Digits, Some.OneThread, file));
        Assert.Equal(file, error.File);
        Assert.All(parts.Append(file), part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }
}
