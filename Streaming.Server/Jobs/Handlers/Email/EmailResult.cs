using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>A mail that was handed over.</summary>
/// <param name="To">Whom it is for.</param>
/// <param name="MessageId">What its header <c>Message-ID</c> begins with.</param>
internal sealed record EmailResult(string To, string MessageId);
