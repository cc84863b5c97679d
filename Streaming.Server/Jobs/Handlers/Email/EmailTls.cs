using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>How a connection to the mail server is protected.</summary>
public enum EmailTls
{
    /// <summary>STARTTLS, and no mail without it.</summary>
    StartTls,

    /// <summary>TLS from the first byte, as on port 465.</summary>
    Implicit,

    /// <summary>Nothing. For a mail server on this machine.</summary>
    None,
}
