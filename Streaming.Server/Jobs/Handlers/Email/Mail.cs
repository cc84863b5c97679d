namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>A mail in plain text.</summary>
/// <param name="Id">What it is known by: the same mail sent again has the same id, so that who gets it twice can tell.</param>
/// <param name="To">The recipient: an address as <see cref="EmailAddress.Parse"/> gives it.</param>
/// <param name="Subject">Its subject: one line.</param>
/// <param name="Text">Its text.</param>
internal sealed record Mail(string Id, string To, string Subject, string Text);
