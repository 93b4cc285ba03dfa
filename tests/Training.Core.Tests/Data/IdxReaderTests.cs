using Training.Core.Data;
using Xunit;

namespace Training.Core.Tests.Data;

public class IdxReaderTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_valid_data_set_is_read_plain_and_packed(bool packed)
    {
        using var files = new IdxFiles(packed);

        var data = files.Open();

        Assert.Equal(new ImageShape(1, 2, 3), data.Shape);
        Assert.Equal(6, data.Train.Count);
        Assert.Equal(2, data.Test.Count);
        Assert.Equal([12, 13, 14, 15, 16, 17], data.Train.Sample(2).ToArray());
        Assert.Equal([0L, 1, 2, 3, 4, 5], data.Train.Labels.ToArray());
        Assert.Equal(10, data.Classes);
    }

    [Fact]
    public void Packing_does_not_change_the_digest_but_content_does()
    {
        using var plain = new IdxFiles();
        using var packed = new IdxFiles(packed: true);
        using var other = new IdxFiles();
        var bytes = IdxFiles.Idx([2, 2, 3], 12);
        bytes[^1]++;
        other.Put(IdxFiles.TestImages, bytes);

        Assert.Equal(plain.Open().Digest, packed.Open().Digest);
        Assert.NotEqual(plain.Open().Digest, other.Open().Digest);
    }

    public static TheoryData<string, byte[], string> CorruptFiles => new()
    {
        { IdxFiles.TrainImages, [], "ends at offset 0, before the 4 bytes of the magic number" },
        { IdxFiles.TrainImages, [0, 0, 8], "ends at offset 3" },
        { IdxFiles.TrainImages, Changed(IdxFiles.Idx([6, 2, 3], 36), 2, 0x0D), "expected the magic number 0x00000803 (unsigned bytes, 3 dimensions), found 0x00000D03" },
        { IdxFiles.TrainImages, IdxFiles.Idx([36], 36), "found 0x00000801" },
        { IdxFiles.TrainLabels, IdxFiles.Idx([6, 1, 1], 6), "expected the magic number 0x00000801 (unsigned bytes, 1 dimensions), found 0x00000803" },
        { IdxFiles.TrainImages, IdxFiles.Idx([6, 2, 3], 36)[..11], "ends at offset 11, inside the header of 16 bytes" },
        { IdxFiles.TrainImages, IdxFiles.Idx([6, 0, 3], 0), "offset 8: dimension 2 of 3 is 0" },
        { IdxFiles.TrainImages, IdxFiles.Idx([6, -1, 3], 36), "offset 8: dimension 2 of 3 is 4294967295" },
        { IdxFiles.TrainImages, IdxFiles.Idx([60000, 28, 28], 36), "promises 60000×28×28 = 47040000 values, but the file is too short" },
        { IdxFiles.TrainImages, IdxFiles.Idx([6, 2, 3], 35), "promises 6×2×3 = 36 values, but the file is too short" },
        { IdxFiles.TrainImages, IdxFiles.Idx([6, 2, 3], 37), "offset 52: expected the end after 6×2×3 = 36 values, found more bytes" },
        { IdxFiles.TrainImages, IdxFiles.Pack(IdxFiles.Idx([6, 2, 3], 35)), "ends at offset 51; expected 6×2×3 = 36 values after the header, found 35" },
        { IdxFiles.TrainImages, Changed(IdxFiles.Pack(IdxFiles.Idx([6, 2, 3], 36)), -5, 0xFF), "the gzip data is corrupt" },
        { IdxFiles.TrainLabels, IdxFiles.Idx([5], 5), "offset 4: expected 6 labels, one for each image of" },
        { IdxFiles.TrainLabels, Changed(IdxFiles.Idx([6], 6), 11, 10), "offset 11: expected a label from 0 to 9, found 10 for row 3" },
        { IdxFiles.TestImages, IdxFiles.Idx([2, 3, 3], 18), "the test images are 3×3 grey, but the training images are 2×3 grey" },
    };

    [Theory]
    [MemberData(nameof(CorruptFiles))]
    public void A_corrupt_file_is_refused_with_file_place_and_remedy(string name, byte[] content, string expected)
    {
        using var files = new IdxFiles();
        files.Put(name, content);

        var refused = Assert.Throws<DatasetException>(() => files.Open());

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.Contains(files.PathOf(name), refused.Message, StringComparison.Ordinal);
        Assert.Contains("data get mnist", refused.Message, StringComparison.Ordinal);
        Assert.Equal(files.PathOf(name), refused.File);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_cut_anywhere_is_refused(bool packed)
    {
        using var files = new IdxFiles();
        var whole = packed ? IdxFiles.Pack(IdxFiles.Idx([6, 2, 3], 36)) : IdxFiles.Idx([6, 2, 3], 36);
        for (var length = 0; length < whole.Length; length++)
        {
            files.Put("cut", whole[..length]);
            var refused = Record.Exception(() => IdxReader.Read("mnist", files.PathOf("cut"), rank: 3));
            Assert.True(refused is DatasetException, $"Cut to {length} of {whole.Length} bytes: {refused?.GetType().Name ?? "accepted"}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Random_damage_is_refused_or_harmless_but_never_crashes(bool packed)
    {
        using var files = new IdxFiles();
        var whole = packed ? IdxFiles.Pack(IdxFiles.Idx([6, 2, 3], 36)) : IdxFiles.Idx([6, 2, 3], 36);
        var random = CounterRandom.For(seed: 5, stream: 0);
        for (var round = 0; round < 500; round++)
        {
            var damaged = whole.ToArray();
            for (var hit = 0; hit <= random.Below(8 * round, 3); hit++)
                damaged[random.Below((8 * round) + 1 + (2 * hit), whole.Length)] ^= (byte)(1 << random.Below((8 * round) + 2 + (2 * hit), 8));
            files.Put("damaged", damaged);

            var refused = Record.Exception(() => IdxReader.Read("mnist", files.PathOf("damaged"), rank: 3));

            Assert.True(refused is null or DatasetException, $"Round {round}: {refused}");
        }
    }

    [Fact]
    public void A_file_that_is_a_folder_is_refused_with_its_name()
    {
        using var files = new IdxFiles();
        File.Delete(files.PathOf(IdxFiles.TestLabels));
        Directory.CreateDirectory(files.PathOf(IdxFiles.TestLabels));

        var refused = Assert.Throws<DatasetException>(() => IdxReader.Read("mnist", files.PathOf(IdxFiles.TestLabels), rank: 1));

        Assert.Contains("cannot be read", refused.Message, StringComparison.Ordinal);
    }

    private static byte[] Changed(byte[] bytes, int at, byte value)
    {
        bytes[at < 0 ? bytes.Length + at : at] = value;
        return bytes;
    }
}
