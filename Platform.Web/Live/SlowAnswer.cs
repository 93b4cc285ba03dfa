using Platform.Core;
using Platform.Web.Api;
using Training.Core;
using Training.Core.Data;
using Training.Core.Data.Labels;

namespace Platform.Web.Live;

/// <summary>An answer that takes long to compute, as far as it is.</summary>
/// <param name="Progress">0 to 1; 1 when it is there.</param>
/// <param name="Answer">The answer; null while it is not there.</param>
/// <param name="Failure">Why there is none and will be none; null otherwise. Its message may have internals: an endpoint throws it again, a page shows <see cref="Problem"/>.</param>
public sealed record SlowAnswer<T>(double Progress, T? Answer = null, Exception? Failure = null)
    where T : class
{
    /// <summary>The failure in words for people, without internals; null without a failure.</summary>
    public string? Problem => Failure is not { } failure ? null : failure switch
    {
        RuleViolation or NotFoundException or DatasetException or LabelException or SpecException or ServiceUnavailableException => failure.Message,
        CheckpointException unreadable => unreadable.Told,
        _ when IsForeseen => ProblemHandler.Describe(failure).Detail,
        _ => "It failed for a reason that was not foreseen; the server's log has the details.",
    };

    /// <summary>Whether its failure, if any, is one that has an answer of its own over HTTP.</summary>
    internal bool IsForeseen => Failure is null || ProblemHandler.Describe(Failure).Status != StatusCodes.Status500InternalServerError;
}
