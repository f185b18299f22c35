namespace UsageRls.Verification.Access;

/// <summary>A command on rows or on the whole table.</summary>
public enum Command
{
    /// <summary>See a row.</summary>
    Select,

    /// <summary>Add a row.</summary>
    Insert,

    /// <summary>Change a row.</summary>
    Update,

    /// <summary>Remove a row.</summary>
    Delete,

    /// <summary>Hold rows, or the table, against others.</summary>
    Lock,

    /// <summary>Remove all rows at once; row level security does not apply.</summary>
    Truncate,

    /// <summary>Attach to the table, or change what it is: trigger, rule, foreign key, alter, comment.</summary>
    Define,
}
