namespace Platform.Web.Launch;

/// <summary>What the form asks to mend first.</summary>
/// <param name="Place">Where: the <c>data-mend</c> of a part of the form.</param>
/// <param name="Text">What is wrong, beginning with the field's title.</param>
internal sealed record ToMend(string Place, string Text);
