namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>Contains a mail in plain text.</summary>
/// <param name="Id">The id of the mail. A mail that is sent again has the same id, so that recipients can recognize duplicates.</param>
/// <param name="To">The e-mail address of the recipient, in the normalized form that <see cref="EmailAddress.Parse"/> returns.</param>
/// <param name="Subject">The subject of the mail: one line.</param>
/// <param name="Text">The text of the mail.</param>
internal sealed record Mail(string Id, string To, string Subject, string Text);
