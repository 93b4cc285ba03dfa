using Platform.Core;

namespace Platform.Web.Api;

/// <summary>Rules of free text from users: what the database's JSON can hold and a page can show.</summary>
internal static class InputText
{
    /// <summary>The text itself, or an error that names its field. Line breaks and tabs are allowed, other control characters are not.</summary>
    /// <exception cref="InvalidInputException">Too long or not printable.</exception>
    public static string Check(string field, string text, int maxLength)
    {
        if (text.Length > maxLength)
            throw new InvalidInputException(field, $"has {text.Length} characters; at most {maxLength} are allowed.");
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) && text[i] is not ('\n' or '\r' or '\t'))
                throw new InvalidInputException(field, $"holds the control character U+{(int)text[i]:X4} at position {i + 1}; remove it.");
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                throw new InvalidInputException(field, $"holds half of a Unicode character at position {i + 1}; remove it.");
            i++;
        }

        return text;
    }

    /// <summary>The text, or as much of its beginning as a length allows; no character is cut in half.</summary>
    public static string Cut(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}
