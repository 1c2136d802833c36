;;; drive-walk.el --- drives a batch Emacs along what a spec names -*- lexical-binding: t; -*-

;; From an acceptance name of $L9_SPEC to its test and back, and a packet type renamed to $L9_NEW_NAME; writes what it saw to $L9_OUT.

;;; Code:

(require 'json)
(require 'cl-lib)
(require 'eglot)
(require 'xref)
(require 'l9)

(defvar drive-places nil)
(defvar drive-out nil)

(defun drive-wait-for (what holds)
  (let ((end (+ (float-time) 60)))
    (while (and (not (funcall holds)) (< (float-time) end))
      (accept-process-output nil 0.02)
      (sit-for 0.005))
    (unless (funcall holds) (error "Timed out: %s" what))))

(defun drive-managed ()
  (drive-wait-for "the server" #'eglot-current-server)
  (unless (eglot-managed-p) (eglot--maybe-activate-editing-mode)))

(defun drive-follow ()
  "Follows the definition at point, as \\[xref-find-definitions] does, and notes where it leads."
  (let ((xref-prompt-for-identifier nil))
    (call-interactively #'xref-find-definitions))
  (push (format "%s:%s" (file-name-nondirectory buffer-file-name) (thing-at-point 'symbol t)) drive-places)
  (drive-managed))

(defun drive-places-of (text)
  "How many places \\[xref-find-references] knows of what stands at TEXT."
  (goto-char (point-min))
  (search-forward text)
  (backward-char 2)
  (length (xref-backend-references 'eglot (xref-backend-identifier-at-point 'eglot))))

(defun drive-walk ()
  (find-file (getenv "L9_SPEC"))
  (apply #'eglot (eglot--guess-contact))
  (drive-managed)
  (let ((spec (current-buffer)) before)
    (search-forward "duplicate_event_deduped")
    (backward-char 3)
    (drive-follow)
    (drive-follow)
    (switch-to-buffer spec)
    (push (cons 'references (drive-places-of "- orders_webhook.in")) drive-out)
    (setq before (buffer-string))
    (condition-case fault (eglot-rename "orders_webhook.out") (error (push (cons 'refused (error-message-string fault)) drive-out)))
    (eglot-rename (getenv "L9_NEW_NAME"))
    (save-some-buffers t)
    (push (cons 'renamed (buffer-string)) drive-out)
    (undo-boundary)
    (undo)
    (push (cons 'undone (if (equal before (buffer-string)) t :json-false)) drive-out)
    (set-buffer-modified-p nil)
    (push (cons 'actions (vconcat (mapcar (lambda (one) (plist-get one :title)) (eglot-code-actions (point-min) (point-min) nil nil)))) drive-out)
    (eglot-shutdown (eglot-current-server) nil 5)))

(setq make-backup-files nil auto-save-default nil create-lockfiles nil native-comp-jit-compilation nil native-comp-enable-subr-trampolines nil
      eglot-sync-connect t eglot-autoshutdown nil eglot-confirm-server-edits nil)
(advice-add 'y-or-n-p :override #'always)
(advice-add 'yes-or-no-p :override #'always)
(unless (fboundp 'yaml-mode)
  (define-derived-mode yaml-mode text-mode "YAML")
  (add-to-list 'auto-mode-alist '("\\.yaml\\'" . yaml-mode)))
(let ((code 0))
  (condition-case fault (drive-walk) (error (setq code 1) (push (cons 'error (format "%S" fault)) drive-out)))
  (with-temp-file (getenv "L9_OUT")
    (insert (json-encode (cons (cons 'places (vconcat (reverse drive-places))) drive-out))))
  (kill-emacs code))
;;; drive-walk.el ends here
