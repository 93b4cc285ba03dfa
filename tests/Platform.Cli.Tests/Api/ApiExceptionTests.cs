using System.Net;
using Platform.Cli.Api;

namespace Platform.Cli.Tests.Api;

public class ApiExceptionTests
{
    [Fact]
    public void Field_errors_are_shown_one_a_line_under_the_detail()
    {
        var error = ApiException.From(HttpStatusCode.BadRequest, """
            {"type":"about:blank","title":"Invalid","status":400,"detail":"The sweep file has 2 errors.",
             "errors":[{"field":"space.learning_rate.low","message":"must be above 0"},{"field":"data","message":"unknown data set 'mnits'"}]}
            """);

        Assert.Equal(
            ["The sweep file has 2 errors.", "  space.learning_rate.low: must be above 0", "  data: unknown data set 'mnits'"],
            error.Message.Split(Environment.NewLine));
    }

    [Fact]
    public void A_refusal_without_detail_shows_its_title()
    {
        Assert.Equal("Not found", ApiException.From(HttpStatusCode.NotFound, """{"title":"Not found","status":404}""").Message);
    }

    [Fact]
    public void What_is_no_problem_document_is_quoted_with_its_status()
    {
        var error = ApiException.From(HttpStatusCode.BadGateway, "<html>proxy</html>");

        Assert.Contains("502", error.Message, StringComparison.Ordinal);
        Assert.Contains("<html>proxy</html>", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("urn:platform:confirmation-needed", true)]
    [InlineData("about:blank", false)]
    public void A_wanted_confirmation_is_recognised_by_its_type(string type, bool expected)
    {
        Assert.Equal(expected, ApiException.From(HttpStatusCode.Conflict, $$"""{"type":"{{type}}","detail":"worse than version 3"}""").NeedsConfirmation);
    }
}
