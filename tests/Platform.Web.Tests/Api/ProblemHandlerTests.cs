using System.Net.Sockets;
using System.Text.RegularExpressions;
using Npgsql;
using Platform.Web.Api;
using Xunit;

namespace Platform.Web.Tests.Api;

public sealed class ProblemHandlerTests
{
    public static TheoryData<Exception, int> Errors => new()
    {
        { new NpgsqlException("Exception while reading from stream", new IOException("reset")), 503 },
        { new NpgsqlException("The connection pool has been exhausted", new TimeoutException()), 503 },
        { new IOException("reset", new SocketException((int)SocketError.ConnectionReset)), 503 },
        { new IOException("No space left on device"), 500 },
        { new RegexMatchTimeoutException("text", "pattern", TimeSpan.FromSeconds(1)), 500 },
    };

    /// <summary>Whoever runs the server looks at the database when told so, and at the log when not.</summary>
    [Theory]
    [MemberData(nameof(Errors))]
    public void Only_what_the_database_did_is_said_of_the_database(Exception error, int status) => Assert.Equal(status, ProblemHandler.Describe(error).Status);
}
