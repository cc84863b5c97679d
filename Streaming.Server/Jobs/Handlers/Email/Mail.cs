namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>A mail in plain text.</summary>
/// <param name="Id">The id. A mail that is sent again keeps its id, so that recipients can recognise duplicates.</param>
/// <param name="To">The recipient: an address in the form that <see cref="EmailAddress.Parse"/> returns.</param>
/// <param name="Subject">The subject: one line.</param>
/// <param name="Text">The text.</param>
internal sealed record Mail(string Id, string To, string Subject, string Text);
