using Training.Core.Data.Labels;
using Xunit;

namespace Training.Core.Tests.Data.Labels;

public class LabelCsvTests
{
    [Fact]
    public void Rows_are_read_in_any_order_of_the_columns_and_the_part_may_be_left_out()
    {
        Assert.Equal(
            [new(DataPart.Test, 3, "ankle, boot"), new(DataPart.Train, 0, "7")],
            LabelCsv.Read("label,row,part\r\n\"ankle, boot\",3,test\n\n7,0,train", 10));
        Assert.Equal([new(DataPart.Train, 12, "7")], LabelCsv.Read("Row,Label\n12, 7 \n", 10));
        Assert.Empty(LabelCsv.Read("row,label", 10));
    }

    [Theory]
    [InlineData("", "line 1: the file is empty")]
    [InlineData("row,label,by\n", "line 1: has the column 'by'")]
    [InlineData("part,label\n", "line 1: does not name the columns row and label")]
    [InlineData("row,label\n1,a\n2\n", "line 3: has 1 cells, but the header has 2")]
    [InlineData("row,label\n1,a\n-2,b\n", "line 3: column row: '-2' is not a row number")]
    [InlineData("row,label\n1,\n", "line 2: column label: has no value")]
    [InlineData("row,label,part\n1,a,validation\n", "line 2: column part: 'validation' is not a part")]
    [InlineData("row,label\n1,\"a\n", "line 2: has a quote in cell 2 that is never closed")]
    [InlineData("row,label\n1,a\n2,a\n3,a\n", "line 4: is one too many: at most 2 rows")]
    public void What_is_wrong_is_said_with_line_column_and_value(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<LabelException>(() => LabelCsv.Read(text, 2)).Message, StringComparison.Ordinal);
}
