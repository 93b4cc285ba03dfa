using Training.Core.Data;
using Xunit;

namespace Training.Core.Tests.Data.Images;

public sealed class CifarBinaryTests
{
    [Fact]
    public void Records_become_labelled_colour_images_and_names_come_from_the_meta_file()
    {
        using var files = new Pictures();
        files.Put("data_batch_1.bin", [.. Record(3, 10), .. Record(0, 20)]);
        files.Put("data_batch_2.bin", Record(1, 30));
        files.Put("test_batch.bin", Record(2, 40));
        files.Put("batches.meta.txt", "ant\nbee\ncow\ndog\n\n"u8.ToArray());

        var data = (ImageDataset)DatasetCatalog.Open("pets", files.Data);

        Assert.Equal(["ant", "bee", "cow", "dog"], data.ClassNames);
        Assert.Equal([3, 0, 1], data.Train.Labels.ToArray());
        Assert.Equal("32×32 colour", data.ShapeText);
        Assert.Equal([20, 21, 22], new[] { data.Train.Sample(1)[0], data.Train.Sample(1)[1024], data.Train.Sample(1)[2048] });
        Assert.Equal([2], data.Test.Labels.ToArray());
    }

    [Fact]
    public void A_missing_test_part_a_cut_file_and_a_wrong_label_are_named_with_place_and_remedy()
    {
        using var files = new Pictures();
        files.Put("data_batch_1.bin", [.. Record(3, 10), .. Record(10, 20)]);
        Assert.Equal(["pets/test_batch.bin"], DatasetCatalog.All(files.Data).Single(info => info.Name == "pets").MissingFiles);
        Assert.Contains("offset 3073: expected a label from 0 to 9, found 10 for row 1", Error(files), StringComparison.Ordinal);

        files.Put("data_batch_1.bin", Record(3, 10));
        Assert.Contains("test_batch.bin is missing", Error(files), StringComparison.Ordinal);

        files.Put("test_batch.bin", Record(3, 10)[..3000]);
        Assert.Contains("test_batch.bin: has 3000 bytes; expected 1 to 100,000 records of 3073", Error(files), StringComparison.Ordinal);
    }

    private static byte[] Record(byte label, byte value) => [label, .. Enumerable.Range(0, 3072).Select(at => (byte)(value + (at / 1024)))];

    private static string Error(Pictures files) => Assert.Throws<DatasetException>(() => DatasetCatalog.Open("pets", files.Data)).Message;
}
