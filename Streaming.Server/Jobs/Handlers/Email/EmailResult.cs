using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>The result of a job of type <c>email</c>: the mail server, or the pickup folder, has the mail.</summary>
/// <param name="To">The recipient.</param>
/// <param name="MessageId">The part of the header <c>Message-ID</c> before the <c>@</c>.</param>
internal sealed record EmailResult(string To, string MessageId);
