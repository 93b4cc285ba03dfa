using System.Buffers.Binary;
using System.Text;
using Training.Core.Data;
using Training.Core.Interop;
using Xunit;

namespace Training.Core.Tests.Interop;

public class SafeTensorsTests
{
    private const string Header = """{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"b":{"dtype":"I64","shape":[],"data_offsets":[8,16]}}""";

    /// <summary>Written by hand after the format's description: floats 1.5 and -2, then the integer 258.</summary>
    private static readonly byte[] Fixture = Bytes(Header, [0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0, 2, 1, 0, 0, 0, 0, 0, 0]);

    [Fact]
    public void A_file_written_by_hand_is_read()
    {
        using var file = Open(Fixture);

        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal(["a", "b"], file.Entries.Select(entry => entry.Name));
        Assert.Equal([2L, 1L], file.Get("a").Shape);
        Assert.Equal([1.5f, -2f], file.ReadSingles("a"));
        Assert.Equal([258L], file.ReadInt64s("b"));
        Assert.Empty(file.Get("b").Shape);
    }

    [Fact]
    public void What_is_written_is_read_back_and_the_same_input_gives_the_same_bytes()
    {
        byte[] Written()
        {
            using var stream = new MemoryStream();
            SafeTensorsWriter.Write(
                stream,
                [
                    SafeTensor.Of("bytes", [3], new byte[] { 1, 2, 3 }),
                    SafeTensor.Of("weights.ä", [2, 2], new[] { 1f, float.NaN, float.NegativeInfinity, -0f }),
                    SafeTensor.Of("empty", [0, 7], Array.Empty<float>()),
                    SafeTensor.Of("steps", [], new[] { long.MinValue }),
                    SafeTensor.Of("moments", [1], new[] { 1e-300 }),
                ],
                new Dictionary<string, string>(StringComparer.Ordinal) { ["epoch"] = "3", ["spec"] = """{"model":"mlp"}""" });
            return stream.ToArray();
        }

        var bytes = Written();
        using var file = Open(bytes);

        Assert.Equal(bytes, Written());
        Assert.Equal(0UL, BinaryPrimitives.ReadUInt64LittleEndian(bytes) % 8);
        Assert.Equal("""{"model":"mlp"}""", file.Metadata["spec"]);
        Assert.Equal([1, 2, 3], file.ReadBytes("bytes"));
        Assert.Equal(new[] { 1f, float.NaN, float.NegativeInfinity, -0f }.Select(BitConverter.SingleToInt32Bits), file.ReadSingles("weights.ä").Select(BitConverter.SingleToInt32Bits));
        Assert.Empty(file.ReadSingles("empty"));
        Assert.Equal([long.MinValue], file.ReadInt64s("steps"));
        Assert.Equal([1e-300], file.ReadDoubles("moments"));
        Assert.All(file.Entries, entry => Assert.Equal(0, entry.Begin % entry.Type.Size()));
    }

    [Fact]
    public void A_file_cut_anywhere_or_with_bytes_added_is_refused()
    {
        for (var length = 0; length < Fixture.Length; length++)
            AssertRefused(Fixture[..length], "");
        AssertRefused([.. Fixture, 0], "has 1 bytes after the last tensor");
        AssertRefused(Fixture[..^1], "is cut short: tensor 'b' ends at data byte 16, the file holds 15");
        AssertRefused(Fixture[..20], "is cut short: the header needs");
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "tensor 'a' of F32 and shape [2] does not take the 4 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "tensor 'b' begins at data byte 0; expected 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "tensor 'a' begins at data byte 4; expected 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "expected [begin, end] with begin at most end")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", "expected [begin, end]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", "expected [begin, end]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "expected whole numbers of at least 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "expected whole numbers of at least 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", "does not take the 0 bytes")]
    [InlineData("""{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""", "unknown dtype \"F31\"")]
    [InlineData("""{"a":{"dtype":"1","shape":[1],"data_offsets":[0,4]}}""", "unknown dtype \"1\"")]
    [InlineData("""{"a":{"dtype":"864","shape":[1],"data_offsets":[0,4]}}""", "unknown dtype \"864\"")]
    [InlineData("""{"a":{"dtype":7,"shape":[1],"data_offsets":[0,4]}}""", "unknown dtype 7")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""", "is not an object with dtype, shape and data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}}""", "not valid JSON")]
    [InlineData("""{"__metadata__":{"epoch":3}}""", "__metadata__.epoch is not a text")]
    [InlineData("""{"__metadata__":"pt"}""", "__metadata__ is not an object of texts")]
    [InlineData("""{"a":""", "not valid JSON")]
    [InlineData("[1]", "does not begin with '{'")]
    [InlineData("", "does not begin with '{'")]
    public void A_wrong_header_is_refused_with_the_file_and_the_reason(string header, string expected) => AssertRefused(Bytes(header, new byte[8]), expected);

    [Fact]
    public void A_huge_header_length_is_refused_before_any_memory_is_taken()
    {
        var bytes = Fixture.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, ulong.MaxValue);
        AssertRefused(bytes, "claims a header of 18446744073709551615 bytes");
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, 100_000_000);
        AssertRefused(bytes, "is cut short: the header needs 100000008 bytes");
    }

    [Fact]
    public void Random_damage_is_refused_or_harmless_but_never_crashes()
    {
        var random = CounterRandom.For(seed: 23, stream: 0);
        for (var round = 0; round < 5_000; round++)
        {
            var damaged = Fixture.ToArray();
            for (var hit = 0; hit <= random.Below(8 * round, 3); hit++)
                damaged[random.Below((8 * round) + 1 + (2 * hit), damaged.Length)] = (byte)random.Bits((8 * round) + 2 + (2 * hit));

            var refused = Record.Exception(() =>
            {
                using var file = Open(damaged);
                foreach (var entry in file.Entries)
                    file.Read(entry, new byte[entry.Bytes]);
            });

            Assert.True(refused is null or SafeTensorsException, $"Round {round}: {refused}");
        }
    }

    [Fact]
    public void A_missing_tensor_and_a_wrong_type_are_refused_by_name()
    {
        using var file = Open(Fixture);

        Assert.Equal("test.ckpt: holds no tensor 'c'", Assert.Throws<SafeTensorsException>(() => file.Get("c")).Message);
        Assert.Equal("test.ckpt: tensor 'b' is of type I64; expected F32", Assert.Throws<SafeTensorsException>(() => file.ReadSingles("b")).Message);
        Assert.Null(file.Find("c"));
    }

    [Fact]
    public void Writing_a_name_twice_a_reserved_name_or_the_wrong_length_is_refused()
    {
        Assert.Throws<ArgumentException>(() => SafeTensorsWriter.Write(Stream.Null, [SafeTensor.Of("a", [1], new[] { 1f }), SafeTensor.Of("a", [1], new[] { 1f })]));
        Assert.Throws<ArgumentException>(() => SafeTensorsWriter.Write(Stream.Null, [SafeTensor.Of("__metadata__", [1], new[] { 1f })]));
        var wrong = Assert.Throws<InvalidOperationException>(() => SafeTensorsWriter.Write(Stream.Null, [SafeTensor.Of("a", [2, 3], new[] { 1f })]));
        Assert.Equal("Tensor 'a' wrote 4 bytes; its shape (2, 3) of F32 needs 24.", wrong.Message);
    }

    private static byte[] Bytes(string header, byte[] data)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)json.Length);
        return [.. length, .. json, .. data];
    }

    private static SafeTensorsFile Open(byte[] bytes) => SafeTensorsFile.Open(new MemoryStream(bytes), "test.ckpt");

    private static void AssertRefused(byte[] bytes, string expected)
    {
        var refused = Assert.Throws<SafeTensorsException>(() => Open(bytes));
        Assert.StartsWith("test.ckpt: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }
}
