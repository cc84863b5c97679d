using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>
/// Contains the result of a job of type <c>email</c>. The mail server has accepted the mail, or the mail is in the folder for outgoing
/// mail.
/// </summary>
/// <param name="To">The e-mail address of the recipient.</param>
/// <param name="MessageId">The part of the mail's header <c>Message-ID</c> before the <c>@</c>.</param>
internal sealed record EmailResult(string To, string MessageId);
