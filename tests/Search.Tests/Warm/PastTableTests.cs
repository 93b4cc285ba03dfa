namespace Search.Tests.Warm;

public class PastTableTests
{
    private static readonly SearchSpace Space = SearchSpace.Parse("""
        {"parameters":[{"name":"lr","type":"float","low":0.001,"high":0.1,"log":true},{"name":"batch","type":"categorical","choices":[16,32]},
          {"name":"arch","type":"categorical","choices":["mlp","cnn, deep"]},{"name":"layers","type":"int","low":1,"high":4,"when":{"arch":["cnn, deep"]}}]}
        """);

    [Fact]
    public void A_csv_table_is_read_by_its_header()
    {
        var past = PastTable.Read("old.csv", "arch,lr,batch,layers,value,state,comment\r\nmlp,0.01,16,,0.25,,fine\r\n\"cnn, deep\",1e-3,32,3,0.125,pruned,\"a \"\"b\"\"\"\r\nmlp,0.1,16,,nan,failed,\r\n", Space);
        Assert.Equal("old.csv", past.Name);
        ParameterSet[] points = [ParameterSet.Of(("arch", "mlp"), ("lr", 0.01), ("batch", 16L)), ParameterSet.Of(("arch", "cnn, deep"), ("lr", 1e-3), ("batch", 32L), ("layers", 3L)), ParameterSet.Of(("arch", "mlp"), ("lr", 0.1), ("batch", 16L))];
        Assert.Equal(points, past.Observations.Select(row => row.Parameters));
        (TrialState, double?)[] results = [(TrialState.Completed, 0.25), (TrialState.Pruned, 0.125), (TrialState.Failed, null)];
        Assert.Equal(results, past.Observations.Select(row => (row.State, row.Value)));
    }

    [Fact]
    public void Lines_of_json_are_read_and_maximised_values_turned_round()
    {
        var past = PastTable.Read("old.jsonl", "{\"params\":{\"lr\":0.01,\"batch\":16,\"arch\":\"mlp\"},\"values\":[0.9]}\n\n{\"params\":{\"lr\":0.02,\"batch\":16,\"arch\":\"mlp\"},\"state\":\"failed\",\"values\":[]}", Space, StudyDirection.Maximize);
        double?[] values = [-0.9, null];
        Assert.Equal(values, past.Observations.Select(row => row.Value));
        Assert.Equal(ParameterSet.Of(("lr", 0.01), ("batch", 16L), ("arch", "mlp")), past.Observations[0].Parameters);
    }

    [Theory]
    [InlineData("", "t: is empty")]
    [InlineData("lr,loss\n0.1,2", "t, header: has no column 'value' among lr, loss")]
    [InlineData("rate,value\n0.1,2", "t, header: names no parameter of the space (lr, batch, arch, layers)")]
    [InlineData("lr,lr,value\n1,1,1", "t, header: names a column twice")]
    [InlineData("lr,value\n0.01,1\nfast,2", "t, row 2, lr: 'fast' is not a number; give a number from 0.001 to 0.1")]
    [InlineData("lr,value\n0.01,nan", "t, row 1, value: 'nan' is not a finite number")]
    [InlineData("lr,value\n0.01,", "t, row 1, value: '' is not a finite number")]
    [InlineData("lr,value,state\n0.01,1,done", "t, row 1, state: 'done' is not a state; give completed, pruned or failed")]
    [InlineData("lr,value\n0.01", "t, row 1: has 1 cells where the header has 2")]
    [InlineData("lr,value\n\"0.01,1", "t, row 1: has a quote that does not end")]
    [InlineData("{\"params\":{\"lr\":0.01},\"values\":[1]}\n{\"params\":", "t, row 2: is not JSON")]
    [InlineData("{\"lr\":0.01}", "t, row 1: has no \"params\"")]
    [InlineData("{\"params\":{\"lr\":\"x\"},\"values\":[1]}", "t, row 1, lr: 'x' is not a number")]
    [InlineData("{\"params\":{\"lr\":0.1},\"values\":[1,2]}", "t, row 1, values: '[1,2]' is not a finite number")]
    public void A_wrong_table_is_refused_with_row_column_and_value(string text, string message)
    {
        var error = Assert.Throws<SpaceException>(() => PastTable.Read("t", text, Space));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }
}
