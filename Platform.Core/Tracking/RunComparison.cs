namespace Platform.Core.Tracking;

/// <summary>How a field is compared. An absent field matches <see cref="IsNull"/> and nothing else, not even <see cref="NotEqual"/>.</summary>
public enum RunComparison
{
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,

    /// <summary><c>%</c> stands for any text and <c>_</c> for any character; the whole text must match.</summary>
    Like,

    /// <summary>As <see cref="Like"/>, whatever the case.</summary>
    ILike,

    In,
    NotIn,
    IsNull,
    IsNotNull,
}
